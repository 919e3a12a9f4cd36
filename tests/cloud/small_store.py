"""A small store with stacks like the real one's, in moto's account, to test deployments."""

from pathlib import Path
from typing import Any

import boto3
from troposphere import Output, Parameter, Ref, Template
from troposphere.ec2 import LaunchTemplate, LaunchTemplateData
from troposphere.s3 import Bucket
from troposphere.sns import Topic

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.deployment.account import Account
from cloudformation.packaging.bundle import Bundle, pack
from cloudformation.packaging.targets import TARGETS
from cloudformation.stacks.registry import Output as StackOutput
from cloudformation.stacks.registry import ReleaseKey, Stack
from tests.cloud.resolved_stacks import ACCOUNT

STORE = Environment.of_size("demo", **EXAMPLE)
ALARMS = ("ReleaseErrors", "ReleaseSlow")


def build_template(*parameters: str, outputs: dict[str, Any], resources: list[Any]) -> Template:
    template = Template()
    for name in parameters:
        template.add_parameter(Parameter(name, Type="String"))
    for resource in resources:
        template.add_resource(resource)
    for name, value in outputs.items():
        template.add_output(Output(name, Value=value))
    return template


def topics(title: str) -> list[Any]:
    return [Topic(title)]


def storage(_: Environment) -> Template:
    names = ["Releases", "Web"]
    return build_template(
        outputs={f"{name}Bucket": Ref(f"{name}Bucket") for name in names},
        resources=[Bucket(f"{name}Bucket", DeletionPolicy="Retain") for name in names],
    )


def database_setup(_: Environment) -> Template:
    machine = LaunchTemplate(
        "Machine", LaunchTemplateData=LaunchTemplateData(ImageId="ami-12c6146b")
    )
    outputs = {"LaunchTemplateId": Ref(machine), "LaunchTemplateVersion": "$Latest"}
    return build_template("ReleaseKey", outputs=outputs, resources=[machine])


def services(_: Environment) -> Template:
    named = Topic("Machines", DisplayName=Ref("ReleaseKey"))
    return build_template("ReleaseKey", outputs={}, resources=[named])


def observability(_: Environment) -> Template:
    arns = ",".join(alarm_arn(title) for title in ALARMS)
    return build_template(outputs={"ReleaseAlarms": arns}, resources=topics("Alarms"))


def alarm_arn(title: str) -> str:
    return f"arn:aws:cloudwatch:{STORE.region}:{ACCOUNT}:alarm:{STORE.prefix}-{title}"


def put_alarms(session: boto3.Session) -> None:
    """Make the alarms of the stack `observability`, which moto's CloudFormation cannot."""
    for title in ALARMS:
        session.client("cloudwatch", region_name=STORE.region).put_metric_alarm(
            AlarmName=f"{STORE.prefix}-{title}",
            AlarmDescription=f"it is {title}",
            MetricName=title,
            Namespace="Test",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
        )


class Store:
    """A small store, its account, and what was reported."""

    def __init__(self, subnet: str) -> None:
        self.reported: list[str] = []
        self.set_up: list[str] = []
        release = {"ReleaseKey": ReleaseKey()}
        self.network_topics = topics("First")
        self.network_outputs = {"ApplicationSubnets": subnet}
        self.stacks = (
            Stack("pipeline", lambda _: build_template(outputs={}, resources=topics("Pipeline"))),
            Stack(
                "network",
                lambda _: build_template(
                    outputs=self.network_outputs, resources=self.network_topics
                ),
            ),
            Stack("storage", storage),
            Stack("keeper", database_setup, release),
            Stack("services", services, release),
            Stack(
                "edge",
                lambda _: build_template(
                    "WebBucket",
                    outputs={"DistributionId": "E123"},
                    resources=topics("Edge"),
                ),
                {"WebBucket": StackOutput("storage", "WebBucket")},
                is_global=True,
            ),
            Stack("observability", observability),
        )
        self.session = boto3.Session()
        put_alarms(self.session)
        self.account = Account(self.session, STORE, self.reported.append, 0.01, self.stacks)


def with_outputs(execute: Any) -> Any:
    """Return an `execute_change_set` that updates outputs, which moto 5.2 does not."""

    def executed(backend: Any, change_set_name: str, stack_name: str | None = None) -> None:
        execute(backend, change_set_name, stack_name)
        for stack in backend.stacks.values():
            stack._parse_template()  # noqa: SLF001 (there is no other way)
            stack.output_map = stack._create_output_map()  # noqa: SLF001 (likewise)

    return executed


def build_bundle(folder: Path, page: bytes) -> Bundle:
    web, wheels = folder / "web", folder / "wheels"
    (web / "assets").mkdir(parents=True, exist_ok=True)
    wheels.mkdir(exist_ok=True)
    (web / "index.html").write_bytes(page)
    (web / "assets" / "index-abc123.js").write_text("1")
    return pack(wheels, web, b"", TARGETS["arm64"], folder)
