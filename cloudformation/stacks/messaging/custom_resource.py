"""The function on Lambda for what CloudFormation has no resource for."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import Template
from troposphere.awslambda import Code, Function, LoggingConfig
from troposphere.cloudformation import AWSCustomObject

from cloudformation.config.environment import Environment
from cloudformation.stacks.messaging import custom_resource_handler
from cloudformation.stacks.resources import (
    arn,
    assumed_by,
    bounded_role,
    log_group,
    skip,
    statement,
)


def add(
    built: Template,
    environment: Environment,
    title: str,
    kind: str,
    *,
    statements: Sequence[Mapping[str, Any]],
    properties: Mapping[str, Any],
) -> None:
    """Have a stack run it once for a resource of one of its kinds.

    `statements` is what that needs of AWS; a change of `properties` runs it again.
    """
    name = environment.log_group(title.lower())
    logs = built.add_resource(log_group(f"{title}LogGroup", name, environment))
    write = statement(["logs:CreateLogStream", "logs:PutLogEvents"], arn(logs))
    role = built.add_resource(
        bounded_role(
            f"{title}Role",
            assumed_by("lambda.amazonaws.com"),
            [*statements, write],
            f"Does one thing when the stack changes: {kind}",
        )
    )
    function = built.add_resource(
        Function(
            f"{title}Function",
            Description=f"Does one thing when the stack changes: {kind}",
            Runtime="python3.13",
            Architectures=["arm64"],
            Handler="index.handler",
            Code=Code(ZipFile=inspect.getsource(custom_resource_handler)),
            Role=arn(role),
            Timeout=30,
            LoggingConfig=LoggingConfig(LogGroup=name),
            DependsOn=logs.title,
            Metadata=skip(
                CKV_AWS_115="it runs when the stack changes, once",
                CKV_AWS_116="CloudFormation itself waits for its answer",
                CKV_AWS_117="it speaks to AWS alone; inside the VPC it would need a way out",
            ),
        )
    )
    resource = type("Unmanaged", (AWSCustomObject,), {"resource_type": kind, "props": _ANY})
    built.add_resource(resource(title, ServiceToken=arn(function), **properties))


_ANY = dict.fromkeys(
    (
        "ServiceToken",
        "GroupId",
        "MonthlySpendLimit",
        "DeliveryStatusIAMRole",
        "DeliveryStatusSuccessSamplingRate",
    ),
    (object, False),
)
