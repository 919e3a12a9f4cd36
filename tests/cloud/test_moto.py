"""moto takes the stacks, as far as it knows their parts: references, types and order are right.

It models no alarm, no policy of a bucket and much else, and says so; `test_templates.py` and the
proofs of `make cloud` are for that.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloudformation.stacks.registry import STACKS, Output, ReleaseKey
from tests.cloud.account import PREFIX_LIST, RELEASE_KEY, environment

UNKNOWN = {
    "Custom::EmptyDefaultGroup": "it would run the function, in a container",
    "Custom::SmsSettings": "likewise",
    "AWS::Lambda::Function": "likewise",
    "AWS::CloudFront::Distribution": "it makes none, and what refers to one fails",
    "AWS::Route53::RecordSet": "it knows no aliases",
    "AWS::Logs::DeliverySource": "it knows no distribution to have a log of",
    "AWS::Logs::Delivery": "likewise",
}
STAND_INS = {"DatabaseResourceId": "db-1", "MasterSecretArn": "arn:aws:secretsmanager:::secret:1"}
"""Outputs of what moto does not tell."""


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    caplog.set_level(logging.CRITICAL)
    with mock_aws():
        yield


def known(template: dict[str, Any]) -> dict[str, Any]:
    """Return a template without what moto cannot model."""
    resources = {
        title: shape
        for title, shape in template["Resources"].items()
        if shape["Type"] not in UNKNOWN and "SourcePrefixListId" not in shape.get("Properties", {})
    }
    for shape in resources.values():
        # Moto takes the group itself for its name.
        properties = shape.get("Properties", {})
        properties.pop("DBParameterGroupName", None)
        # A certificate of this template is nothing to it either.
        if "Certificates" in properties:
            asked = boto3.client("acm").request_certificate(DomainName="shop.example")
            properties["Certificates"] = [{"CertificateArn": asked["CertificateArn"]}]
    outputs = {
        name: {"Value": STAND_INS.get(name, shape["Value"])}
        for name, shape in template.get("Outputs", {}).items()
        if not name.startswith("Distribution")
    }
    return {**template, "Resources": resources, "Outputs": outputs}


@pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning")
@pytest.mark.usefixtures("aws")
def test_moto_makes_every_stack_with_what_the_ones_before_put_out() -> None:
    built = environment("small")
    outputs: dict[str, dict[str, str]] = {}
    for stack in STACKS:
        told = {}
        for name, source in stack.parameters.items():
            match source:
                case Output(other, output):
                    # Some attributes it does not know: load balancers' full names.
                    told[name] = outputs[other].get(output, f"no-{output}")
                case ReleaseKey():
                    told[name] = RELEASE_KEY
                case _:
                    told[name] = PREFIX_LIST
        client = boto3.client("cloudformation", region_name=stack.region(built))
        template = known(json.loads(stack.template(built).to_json()))
        name = stack.full_name(built)
        client.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in told.items()
            ],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        (made,) = client.describe_stacks(StackName=name)["Stacks"]
        assert made["StackStatus"] == "CREATE_COMPLETE", stack.name
        outputs[stack.name] = {
            one["OutputKey"]: one["OutputValue"] for one in made.get("Outputs", [])
        }
    (database,) = boto3.client("rds").describe_db_instances()["DBInstances"]
    assert (database["MultiAZ"], database["StorageEncrypted"]) == (True, True)
    groups = boto3.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert len(groups) == 4
