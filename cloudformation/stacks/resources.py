"""What several stacks have: parameters, outputs, tags, roles within the boundary, log groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import AWSObject, GetAtt, Output, Parameter, Ref, Sub, Tags, Template
from troposphere.iam import InstanceProfile, Policy, Role
from troposphere.logs import LogGroup

from cloudformation.config.environment import Environment

BOUNDARY = "BoundaryArn"
"""The parameter that every stack with a role has: what no role of the store may ever go beyond."""

OWN_KEY = "AWS's own key for the account encrypts it, and only who may read it may have it used"
"""Why secrets and queues have no key of the store's own."""

# What the parts of the store must never do, whatever else they may: a taken-over service that
# changes a load balancer sends the shop's customers where it likes.
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


def new_template(environment: Environment, about: str) -> Template:
    """Return an empty template."""
    template = Template(Description=f"Tienda {environment.name}: {about}")
    template.set_version()
    return template


def add_parameters(template: Template, kinds: Mapping[str, tuple[str, str]]) -> None:
    """Add parameters: name to CloudFormation's type and what it is."""
    for name, (kind, about) in kinds.items():
        template.add_parameter(Parameter(name, Type=kind, Description=about))


def add_outputs(template: Template, values: Mapping[str, Any]) -> None:
    """Add outputs, which the deploy command hands to other stacks."""
    for name, value in values.items():
        template.add_output(Output(name, Value=value))


def tags(environment: Environment, name: str, **more: str) -> Tags:
    """Return the tags of a resource: which store it is of, and what to call it."""
    return Tags(Name=f"{environment.prefix}-{name}", Store=environment.name, **more)


def statement(
    actions: Sequence[str],
    resources: Any,
    *,
    effect: str = "Allow",
    sid: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return one statement of a policy."""
    made: dict[str, Any] = {"Sid": sid} if sid else {}
    return made | {"Effect": effect, "Action": list(actions), "Resource": resources, **more}


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def assumed_by(service: str, **conditions: Any) -> dict[str, Any]:
    """Return the trust policy of a role that one AWS service takes on."""
    trust: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    return document(trust | ({"Condition": conditions} if conditions else {}))


def from_this_account() -> dict[str, Any]:
    """Return the condition that an AWS service acts for this account and no other."""
    return {"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}}


def bounded_role(
    title: str, trust: Mapping[str, Any], statements: Sequence[Mapping[str, Any]], about: str
) -> Role:
    """Return a role within the boundary, with one policy of its own."""
    return Role(
        title,
        Metadata=skip(
            CKV_AWS_111="each action that names no resource is one for which IAM knows none:"
            " tests/cloud/test_iam.py"
        ),
        Description=about,
        AssumeRolePolicyDocument=trust,
        PermissionsBoundary=Ref(BOUNDARY),
        Policies=[Policy(PolicyName="own", PolicyDocument=document(*statements))],
    )


def instance_role(
    title: str, statements: Sequence[Mapping[str, Any]], about: str
) -> tuple[Role, InstanceProfile]:
    """Return the role of a service's machines, and the profile that they carry it in."""
    denied = statement(LOAD_BALANCER_CHANGES, "*", effect="Deny", sid="NeverChangeALoadBalancer")
    role = bounded_role(
        f"{title}Role", assumed_by("ec2.amazonaws.com"), [*statements, denied], about
    )
    return role, InstanceProfile(f"{title}Profile", Roles=[Ref(role)])


def log_group(title: str, name: Any, environment: Environment, **more: Any) -> LogGroup:
    """Return a log group that keeps what it is told for `log_days`, and outlives nothing."""
    return LogGroup(
        title,
        LogGroupName=name,
        RetentionInDays=environment.log_days,
        Metadata=skip(
            CKV_AWS_158="CloudWatch encrypts it; a key of the store's own would be for the same"
            " roles to use"
        ),
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        **more,
    )


def skip(**reasons: str) -> dict[str, Any]:
    """Return the metadata by which checkov leaves a check out for one resource, and why."""
    return {"checkov": {"skip": [{"id": name, "comment": why} for name, why in reasons.items()]}}


def arn(resource: AWSObject) -> GetAtt:
    """Return a resource's ARN."""
    return GetAtt(resource, "Arn")


def own_arn(rest: str) -> Sub:
    """Return an ARN of this account and region: "sns:<region>:<account>:…" is `sns::rest`."""
    service, _, resource = rest.partition("::")
    return Sub(f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}")


def iam_arn(rest: str) -> Sub:
    """Return an ARN of this account in IAM, which has no regions: `role/NAME`."""
    return Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:{rest}")
