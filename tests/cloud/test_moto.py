"""moto creates the stacks, as far as it models them: references, types and order are right.

It does not model alarms, bucket policies and much else; `test_templates.py` and the other proofs
of `make cloud` cover those.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloudformation.stacks.registry import STACKS, LiveMachines, Output, ReleaseKey
from tests.cloud.resolved_stacks import PREFIX_LIST, RELEASE_KEY, build_environment

UNKNOWN = {
    "Custom::EmptyDefaultGroup": "it would run the function in a container",
    "Custom::SmsSettings": "likewise",
    "AWS::Lambda::Function": "likewise",
    "AWS::CloudFront::Distribution": "it makes none, and what refers to one fails",
    "AWS::Route53::RecordSet": "it knows no aliases",
    "AWS::Logs::DeliverySource": "it knows no distribution to have a log of",
    "AWS::Logs::Delivery": "likewise",
}
STAND_INS = {"DatabaseResourceId": "db-1", "MasterSecretArn": "arn:aws:secretsmanager:::secret:1"}
"""Values for outputs that moto does not have."""


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    caplog.set_level(logging.CRITICAL)
    with mock_aws():
        yield


def without_unknown(template: dict[str, Any]) -> dict[str, Any]:
    """Return a template without the resources that moto does not model."""
    resources = {
        title: resource
        for title, resource in template["Resources"].items()
        if resource["Type"] not in UNKNOWN
        and "SourcePrefixListId" not in resource.get("Properties", {})
    }
    for resource in resources.values():
        # moto does not resolve the reference to the name of the group.
        properties = resource.get("Properties", {})
        properties.pop("DBParameterGroupName", None)
        # moto does not find a certificate of the same template.
        if "Certificates" in properties:
            certificate = boto3.client("acm").request_certificate(DomainName="shop.example")
            properties["Certificates"] = [{"CertificateArn": certificate["CertificateArn"]}]
    outputs = {
        name: {"Value": STAND_INS.get(name, resource["Value"])}
        for name, resource in template.get("Outputs", {}).items()
        if not name.startswith("Distribution") and name != "SmsWarning"
    }
    return {**template, "Resources": resources, "Outputs": outputs}


@pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning")
@pytest.mark.usefixtures("aws")
def test_moto_creates_every_stack_with_the_outputs_of_earlier_ones() -> None:
    environment = build_environment("small")
    outputs: dict[str, dict[str, str]] = {}
    for stack in STACKS:
        parameters = {}
        for name, source in stack.parameters.items():
            match source:
                case Output(other, output):
                    # moto does not have all attributes: not the full names of load balancers.
                    parameters[name] = outputs[other].get(output, f"no-{output}")
                case ReleaseKey():
                    parameters[name] = RELEASE_KEY
                case LiveMachines():
                    parameters[name] = "2"
                case _:
                    parameters[name] = PREFIX_LIST
        client = boto3.client("cloudformation", region_name=stack.region(environment))
        template = without_unknown(json.loads(stack.template(environment).to_json()))
        name = stack.full_name(environment)
        client.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
            ],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        (description,) = client.describe_stacks(StackName=name)["Stacks"]
        assert description["StackStatus"] == "CREATE_COMPLETE", stack.name
        outputs[stack.name] = {
            output["OutputKey"]: output["OutputValue"] for output in description.get("Outputs", [])
        }
    (database,) = boto3.client("rds").describe_db_instances()["DBInstances"]
    assert (database["MultiAZ"], database["StorageEncrypted"]) == (True, True)
    groups = boto3.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert len(groups) == 4
