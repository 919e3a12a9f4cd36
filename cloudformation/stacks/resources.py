"""Builders that several stacks use: parameters, outputs, tags, policies, roles, log groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import AWSObject, GetAtt, Output, Parameter, Ref, Sub, Tags, Template
from troposphere.iam import InstanceProfile, Policy, Role
from troposphere.logs import LogGroup

from cloudformation.config.environment import Environment

BOUNDARY_PARAMETER = "BoundaryArn"
"""The parameter with the permissions boundary; every stack with a role has it."""

AWS_KEY_REASON = (
    "AWS's own key for the account encrypts it, and only who may read it may have it used"
)
"""Why secrets and queues are not encrypted with a KMS key of the store's own."""

LOAD_BALANCER_CHANGES = (
    "elasticloadbalancing:Add*",
    "elasticloadbalancing:Allow*",
    "elasticloadbalancing:Apply*",
    "elasticloadbalancing:Attach*",
    "elasticloadbalancing:Configure*",
    "elasticloadbalancing:Create*",
    "elasticloadbalancing:Delete*",
    "elasticloadbalancing:Deregister*",
    "elasticloadbalancing:Detach*",
    "elasticloadbalancing:Disable*",
    "elasticloadbalancing:Enable*",
    "elasticloadbalancing:Modify*",
    "elasticloadbalancing:Register*",
    "elasticloadbalancing:Remove*",
    "elasticloadbalancing:Set*",
)
"""Actions that every instance's role and the boundary deny.

A compromised service that could change a load balancer could send customers anywhere.
"""

TRACE_ACTIONS = ("xray:PutSpans", "xray:PutSpansForIndexing", "xray:PutTraceSegments")
"""What X-Ray may ask for at its endpoint for OpenTelemetry; IAM knows no resources for these."""


def new_template(environment: Environment, description: str) -> Template:
    """Return an empty template."""
    template = Template(Description=f"Tienda {environment.name}: {description}")
    template.set_version()
    return template


def add_parameters(template: Template, parameters: Mapping[str, tuple[str, str]]) -> None:
    """Add parameters, each with its CloudFormation type and its description by name."""
    for name, (parameter_type, description) in parameters.items():
        template.add_parameter(Parameter(name, Type=parameter_type, Description=description))


def add_outputs(template: Template, values: Mapping[str, Any]) -> None:
    """Add outputs, which the deploy command passes to other stacks."""
    for name, value in values.items():
        template.add_output(Output(name, Value=value))


def tags(environment: Environment, name: str, **extra: str) -> Tags:
    """Return the tags of a resource: its name, its store, and `extra`."""
    return Tags(Name=f"{environment.prefix}-{name}", Store=environment.name, **extra)


def statement(
    actions: Sequence[str],
    resources: Any,
    *,
    effect: str = "Allow",
    sid: str | None = None,
    **elements: Any,
) -> dict[str, Any]:
    """Return a policy statement; `elements` are more of its elements, such as Condition."""
    head: dict[str, Any] = {"Sid": sid} if sid else {}
    return head | {"Effect": effect, "Action": list(actions), "Resource": resources, **elements}


def policy_document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust_policy(service: str, **conditions: Any) -> dict[str, Any]:
    """Return the trust policy of a role that an AWS service assumes."""
    trust: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return policy_document(trust | ({"Condition": conditions} if conditions else {}))


def source_account() -> dict[str, Any]:
    """Return the condition that an AWS service acts for this account alone."""
    return {"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}}


def bounded_role(
    environment: Environment,
    title: str,
    trust: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    description: str,
) -> Role:
    """Return a role with the store's path, the permissions boundary and one inline policy."""
    return Role(
        title,
        Path=environment.role_path,
        Metadata=checkov_skip(
            CKV_AWS_111="each action that names no resource is one for which IAM knows none:"
            " tests/cloud/test_iam.py"
        ),
        Description=description,
        AssumeRolePolicyDocument=trust,
        PermissionsBoundary=Ref(BOUNDARY_PARAMETER),
        Policies=[Policy(PolicyName="own", PolicyDocument=policy_document(*statements))],
    )


def instance_role(
    environment: Environment,
    title: str,
    statements: Sequence[Mapping[str, Any]],
    description: str,
) -> tuple[Role, InstanceProfile]:
    """Return the role of a service's instances, and its instance profile."""
    denied = statement(LOAD_BALANCER_CHANGES, "*", effect="Deny", sid="NeverChangeALoadBalancer")
    role = bounded_role(
        environment,
        f"{title}Role",
        trust_policy("ec2.amazonaws.com"),
        [*statements, denied],
        description,
    )
    profile = InstanceProfile(f"{title}Profile", Path=environment.role_path, Roles=[Ref(role)])
    return role, profile


def log_group(title: str, name: Any, environment: Environment, **properties: Any) -> LogGroup:
    """Return a log group that keeps events for `log_days` and is deleted with its stack."""
    return LogGroup(
        title,
        LogGroupName=name,
        RetentionInDays=environment.log_days,
        Metadata=checkov_skip(
            CKV_AWS_158="CloudWatch encrypts it; a key of the store's own would be for the same"
            " roles to use"
        ),
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        **properties,
    )


def checkov_skip(**reasons: str) -> dict[str, Any]:
    """Return the metadata that makes checkov skip checks of a resource: check id to reason."""
    return {"checkov": {"skip": [{"id": check, "comment": why} for check, why in reasons.items()]}}


def arn(resource: AWSObject) -> GetAtt:
    """Return the ARN of a resource."""
    return GetAtt(resource, "Arn")


def account_arn(rest: str) -> Sub:
    """Return an ARN of this account and region; `rest` is `SERVICE::RESOURCE`."""
    service, _, resource = rest.partition("::")
    return Sub(f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}")


def iam_arn(rest: str) -> Sub:
    """Return an ARN of this account in IAM, which has no regions; `rest` is `role/NAME`."""
    return Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:{rest}")
