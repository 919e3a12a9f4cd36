"""An AWS account on paper: every stack made in order, each told what the others put out.

References are put in for, so that a test reads names and ARNs as AWS would see them.
"""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.config.sizes import SIZES
from cloudformation.stacks.registry import STACKS, Output, ReleaseKey, Stack

ACCOUNT = "123456789012"
PREFIX_LIST = "pl-4fa04526"
RELEASE_KEY = f"releases/{'ab' * 32}.tar"

Shape = dict[str, Any]


def environment(size: str = "small", **settings: Any) -> Environment:
    return Environment.of_size(size, **{**EXAMPLE, **settings})


ENVIRONMENTS = {
    **{size: environment(size) for size in SIZES},
    "everything": environment(
        "medium",
        database_replica=True,
        notify_email="ses",
        notify_sender="tienda@shop.example",
        interface_endpoints=("logs", "secretsmanager", "sqs"),
        github_repository="example/tienda",
    ),
    "without NAT": environment(
        "demo",
        nat="none",
        region="us-east-1",
        interface_endpoints=(
            *("autoscaling", "cloudformation", "logs", "secretsmanager"),
            *("sns", "sqs", "ssm", "ssmmessages"),
        ),
    ),
}
"""Those that every template is looked at in."""


class Made:
    """One stack, as it would be made."""

    def __init__(self, stack: Stack, built: Environment, parameters: Mapping[str, str]) -> None:
        self.name = stack.full_name(built)
        self.region = stack.region(built)
        self.source: Shape = json.loads(stack.template(built).to_json())
        wanted = self.source.get("Parameters", {})
        untold = {name for name in wanted if "Default" not in wanted[name]} - set(parameters)
        assert not untold, f"{stack.name} is not told {untold}"
        assert not set(parameters) - set(wanted), f"{stack.name} has no such parameters"
        defaults = {name: one["Default"] for name, one in wanted.items() if "Default" in one}
        self.parameters = {**defaults, **parameters}
        self.resources: dict[str, Shape] = self.resolve(self.source["Resources"])
        self.outputs: dict[str, str] = {
            name: self.resolve(one["Value"]) for name, one in self.source.get("Outputs", {}).items()
        }

    def of_type(self, kind: str) -> dict[str, Shape]:
        """Return the properties of the resources of a type, by their titles."""
        return {
            title: one.get("Properties", {})
            for title, one in self.resources.items()
            if one["Type"] == kind
        }

    def resolve(self, value: Any) -> Any:  # noqa: PLR0911 (one for each function)
        match value:
            case {"Ref": str(name)}:
                return self._ref(name)
            case {"Fn::GetAtt": [title, attribute]}:
                return self._attribute(title, attribute)
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([\w:.]+)\}", lambda found: self._named(found[1]), text)
            case {"Fn::Join": [between, parts]}:
                return between.join(self.resolve(part) for part in parts)
            case {"Fn::Select": [place, choices]}:
                chosen = self.resolve(choices)
                # A parameter that is a list is told with commas.
                return (chosen.split(",") if isinstance(chosen, str) else chosen)[int(place)]
            case {"Fn::GetAZs": _}:
                return [f"{self.region}{letter}" for letter in "abc"]
            case {"Fn::Base64": text}:
                return self.resolve(text)
            case dict():
                left = [key for key in value if key.startswith("Fn::")]
                assert not left, left
                return {key: self.resolve(one) for key, one in value.items()}
            case list():
                return [self.resolve(one) for one in value]
        return value

    def _named(self, name: str) -> str:
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
        kind = self.source["Resources"][name]["Type"]
        by_arn = {
            "AWS::SNS::Topic",
            "AWS::IAM::ManagedPolicy",
            "AWS::SecretsManager::Secret",
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
        }
        if kind in by_arn:
            return self._attribute(name, "Arn")
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.{self.region}.amazonaws.com/{ACCOUNT}/{self._physical(name)}"
        return self._physical(name)

    def _attribute(self, title: str, attribute: str) -> str:
        if attribute == "DbiResourceId":
            return "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if not attribute.endswith("Arn"):
            return f"{title}.{attribute}"
        kind = self.source["Resources"][title]["Type"]
        name = self._physical(title)
        arns = {
            "AWS::S3::Bucket": f"arn:aws:s3:::{name}",
            "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{name}",
            "AWS::IAM::ManagedPolicy": f"arn:aws:iam::{ACCOUNT}:policy/{name}",
            "AWS::IAM::InstanceProfile": f"arn:aws:iam::{ACCOUNT}:instance-profile/{name}",
            "AWS::SNS::Topic": self._arn("sns", name),
            "AWS::SQS::Queue": self._arn("sqs", name),
            "AWS::Logs::LogGroup": self._arn("logs", f"log-group:{name}:*"),
            "AWS::SecretsManager::Secret": self._arn("secretsmanager", f"secret:{name}-AbCdEf"),
            "AWS::RDS::DBInstance": self._arn("secretsmanager", "secret:rds!db-1-AbCdEf"),
        }
        return arns.get(kind, f"arn:aws:{title}:{attribute}")

    def _physical(self, title: str) -> str:
        """Return the name that a resource has, or that CloudFormation would make for it."""
        shape = self.source["Resources"][title]
        named = {
            "AWS::Logs::LogGroup": "LogGroupName",
            "AWS::SecretsManager::Secret": "Name",
            "AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
            "AWS::RDS::DBInstance": "DBInstanceIdentifier",
            "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
        }
        if own := shape.get("Properties", {}).get(named.get(shape["Type"], "")):
            return str(self.resolve(own))
        made = f"{self.name}-{title}-1A2B3C"
        return made.lower() if shape["Type"] == "AWS::S3::Bucket" else made

    def _arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{ACCOUNT}:{rest}"


@functools.cache
def made(built: Environment) -> dict[str, Made]:
    """Make every stack in order; fails where one needs what no earlier one puts out."""
    stacks: dict[str, Made] = {}
    for stack in STACKS:
        parameters = {}
        for name, source in stack.parameters.items():
            match source:
                case Output(other, output):
                    parameters[name] = stacks[other].outputs[output]
                case ReleaseKey():
                    parameters[name] = RELEASE_KEY
                case _:
                    parameters[name] = PREFIX_LIST
        stacks[stack.name] = Made(stack, built, parameters)
    return stacks


def every(stacks: Mapping[str, Made], kind: str) -> Iterator[tuple[str, Shape]]:
    """Yield the resources of a type, of whichever stack, with their titles."""
    for stack in stacks.values():
        yield from stack.of_type(kind).items()
