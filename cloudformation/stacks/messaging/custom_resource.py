"""Custom resources: settings that CloudFormation has no resource type for, set by Lambda."""

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
    bounded_role,
    checkov_skip,
    log_group,
    statement,
    trust_policy,
)


def add(
    template: Template,
    environment: Environment,
    title: str,
    resource_type: str,
    *,
    statements: Sequence[Mapping[str, Any]],
    properties: Mapping[str, Any],
) -> AWSCustomObject:
    """Add a custom resource, and the Lambda function that CloudFormation calls for it; return it.

    `resource_type` is one of custom_resource_handler's. `statements` are the function's rights. A
    change of `properties` calls it again. Its attribute `Warning` tells what it could not set.
    """
    name = environment.log_group(title.lower())
    logs = template.add_resource(log_group(f"{title}LogGroup", name, environment))
    write = statement(["logs:CreateLogStream", "logs:PutLogEvents"], arn(logs))
    role = template.add_resource(
        bounded_role(
            environment,
            f"{title}Role",
            trust_policy("lambda.amazonaws.com"),
            [*statements, write],
            f"Does one thing when the stack changes: {resource_type}",
        )
    )
    function = template.add_resource(
        Function(
            f"{title}Function",
            Description=f"Does one thing when the stack changes: {resource_type}",
            Runtime="python3.13",
            Architectures=["arm64"],
            Handler="index.handler",
            Code=Code(ZipFile=inspect.getsource(custom_resource_handler)),
            Role=arn(role),
            Timeout=30,
            LoggingConfig=LoggingConfig(LogGroup=name),
            DependsOn=logs.title,
            Metadata=checkov_skip(
                CKV_AWS_115="it runs when the stack changes, once",
                CKV_AWS_116="CloudFormation itself waits for its answer",
                CKV_AWS_117="it speaks to AWS alone; inside the VPC it would need a way out",
            ),
        )
    )
    attributes = {"resource_type": resource_type, "props": _PROPERTIES}
    custom_object = type("CustomResource", (AWSCustomObject,), attributes)
    added: AWSCustomObject = template.add_resource(
        custom_object(title, ServiceToken=arn(function), **properties)
    )
    return added


_PROPERTIES = dict.fromkeys(
    (
        "ServiceToken",
        "GroupId",
        "MonthlySpendLimit",
        "DeliveryStatusIAMRole",
        "DeliveryStatusSuccessSamplingRate",
        "Revision",
    ),
    (object, False),
)
