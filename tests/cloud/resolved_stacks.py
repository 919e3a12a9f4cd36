"""The stacks as AWS would see them, without an account: each with the outputs of the others.

References are resolved, so that a test reads names and ARNs.
"""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.config.sizes import SIZES
from cloudformation.stacks.registry import STACKS, LiveMachines, Output, ReleaseKey, Stack

ACCOUNT = "123456789012"
PREFIX_LIST = "pl-4fa04526"
RELEASE_KEY = f"releases/{'ab' * 32}.tar"

Json = dict[str, Any]


def build_environment(size: str = "small", **settings: Any) -> Environment:
    return Environment.of_size(size, **{**EXAMPLE, **settings})


ENVIRONMENTS = {
    **{size: build_environment(size) for size in SIZES},
    "everything": build_environment(
        "medium",
        database_replica=True,
        notify_email="ses",
        notify_sender="tienda@shop.example",
        interface_endpoints=("logs", "secretsmanager", "sqs"),
        github_repository="example/tienda",
        telemetry_to_aws=True,
        telemetry_percent=10,
    ),
    "without NAT": build_environment(
        "demo",
        nat="none",
        region="us-east-1",
        interface_endpoints=(
            *("autoscaling", "cloudformation", "logs", "secretsmanager"),
            *("sns", "sqs", "ssm", "ssmmessages"),
        ),
    ),
}
"""The environments that every template is tested in."""


class ResolvedStack:
    """One stack whose parameters and references are resolved; `source` is its template."""

    def __init__(
        self, stack: Stack, environment: Environment, parameters: Mapping[str, str]
    ) -> None:
        self.name = stack.full_name(environment)
        self.region = stack.region(environment)
        self.source: Json = json.loads(stack.template(environment).to_json())
        declared = self.source.get("Parameters", {})
        required = {name for name in declared if "Default" not in declared[name]}
        missing = required - set(parameters)
        assert not missing, f"{stack.name} lacks the parameters {missing}"
        assert not set(parameters) - set(declared), f"{stack.name} has no such parameters"
        defaults = {
            name: parameter["Default"]
            for name, parameter in declared.items()
            if "Default" in parameter
        }
        self.parameters = {**defaults, **parameters}
        self.resources: dict[str, Json] = self.resolve(self.source["Resources"])
        self.outputs: dict[str, str] = {
            name: self.resolve(output["Value"])
            for name, output in self.source.get("Outputs", {}).items()
        }

    def of_type(self, resource_type: str) -> dict[str, Json]:
        """Return the properties of the resources of a type, by their logical ids."""
        return {
            title: resource.get("Properties", {})
            for title, resource in self.resources.items()
            if resource["Type"] == resource_type
        }

    def resolve(self, value: Any) -> Any:  # noqa: PLR0911 (one for each function)
        match value:
            case {"Ref": str(name)}:
                return self._ref(name)
            case {"Fn::GetAtt": [title, attribute]}:
                return self._attribute(title, attribute)
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([\w:.]+)\}", lambda match: self._substitute(match[1]), text)
            case {"Fn::Join": [between, parts]}:
                return between.join(self.resolve(part) for part in parts)
            case {"Fn::Select": [place, choices]}:
                items = self.resolve(choices)
                # A list as a parameter is a text with commas.
                return (items.split(",") if isinstance(items, str) else items)[int(place)]
            case {"Fn::GetAZs": _}:
                return [f"{self.region}{letter}" for letter in "abc"]
            case {"Fn::Base64": text}:
                return self.resolve(text)
            case dict():
                unknown = [key for key in value if key.startswith("Fn::")]
                assert not unknown, unknown
                return {key: self.resolve(member) for key, member in value.items()}
            case list():
                return [self.resolve(item) for item in value]
        return value

    def _substitute(self, name: str) -> str:
        title, dot, attribute = name.partition(".")
        return self._attribute(title, attribute) if dot else self._ref(name)

    def _ref(self, name: str) -> str:
        own = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": self.region,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": self.name,
            "AWS::StackId": self._arn("cloudformation", f"stack/{self.name}/1"),
        }
        if name in own:
            return own[name]
        if name in self.parameters:
            return self.parameters[name]
        resource_type = self.source["Resources"][name]["Type"]
        with_arn = {
            "AWS::SNS::Topic",
            "AWS::IAM::ManagedPolicy",
            "AWS::SecretsManager::Secret",
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
        }
        if resource_type in with_arn:
            return self._attribute(name, "Arn")
        if resource_type == "AWS::SQS::Queue":
            return f"https://sqs.{self.region}.amazonaws.com/{ACCOUNT}/{self._physical(name)}"
        return self._physical(name)

    def _attribute(self, title: str, attribute: str) -> str:
        if attribute == "DbiResourceId":
            return "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if not attribute.endswith("Arn"):
            return f"{title}.{attribute}"
        resource_type = self.source["Resources"][title]["Type"]
        name = self._physical(title)
        path = self.source["Resources"][title].get("Properties", {}).get("Path", "/")
        arns = {
            "AWS::S3::Bucket": f"arn:aws:s3:::{name}",
            "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role{path}{name}",
            "AWS::IAM::ManagedPolicy": f"arn:aws:iam::{ACCOUNT}:policy/{name}",
            "AWS::IAM::InstanceProfile": f"arn:aws:iam::{ACCOUNT}:instance-profile{path}{name}",
            "AWS::SNS::Topic": self._arn("sns", name),
            "AWS::SQS::Queue": self._arn("sqs", name),
            "AWS::Logs::LogGroup": self._arn("logs", f"log-group:{name}:*"),
            "AWS::SecretsManager::Secret": self._arn("secretsmanager", f"secret:{name}-AbCdEf"),
            "AWS::RDS::DBInstance": self._arn("secretsmanager", "secret:rds!db-1-AbCdEf"),
        }
        return arns.get(resource_type, f"arn:aws:{title}:{attribute}")

    def _physical(self, title: str) -> str:
        """Return the resource's name, or one as CloudFormation would generate it."""
        resource = self.source["Resources"][title]
        name_properties = {
            "AWS::Logs::LogGroup": "LogGroupName",
            "AWS::SecretsManager::Secret": "Name",
            "AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
            "AWS::RDS::DBInstance": "DBInstanceIdentifier",
            "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
        }
        if name := resource.get("Properties", {}).get(name_properties.get(resource["Type"], "")):
            return str(self.resolve(name))
        generated = f"{self.name}-{title}-1A2B3C"
        return generated.lower() if resource["Type"] == "AWS::S3::Bucket" else generated

    def _arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{ACCOUNT}:{rest}"


@functools.cache
def resolve_stacks(environment: Environment) -> dict[str, ResolvedStack]:
    """Resolve every stack in order. Fail when one needs an output that no earlier one has."""
    stacks: dict[str, ResolvedStack] = {}
    for stack in STACKS:
        parameters = {}
        for name, source in stack.parameters.items():
            match source:
                case Output(other, output):
                    parameters[name] = stacks[other].outputs[output]
                case ReleaseKey():
                    parameters[name] = RELEASE_KEY
                case LiveMachines(service):
                    parameters[name] = str(environment.fleet(service).least)
                case _:
                    parameters[name] = PREFIX_LIST
        stacks[stack.name] = ResolvedStack(stack, environment, parameters)
    return stacks


def resources_of_type(
    stacks: Mapping[str, ResolvedStack], resource_type: str
) -> Iterator[tuple[str, Json]]:
    """Yield the logical id and properties of every stack's resources of a type."""
    for stack in stacks.values():
        yield from stack.of_type(resource_type).items()
