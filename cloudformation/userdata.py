"""What an instance does at its first start."""

from troposphere import Base64, Sub

from cloudformation.environment import Environment

_SETTINGS = {
    "bff": (),
    "catalog": ("DatabaseAddress", "MediaBucket", "AvailabilityQueueUrl"),
    "orders": ("DatabaseAddress", "ReceiptsBucket", "OrderEventsTopicArn"),
    "users": ("DatabaseAddress",),
    "keeper": ("DatabaseAddress",),
}
_SCRIPT = """#!/bin/bash
set -euo pipefail
{settings}
aws s3 cp "s3://${{ReleaseBucket}}/${{ReleaseKey}}" /opt/tienda.tar
mkdir -p /opt/tienda
tar -xf /opt/tienda.tar -C /opt/tienda
/opt/tienda/install {service} {name}
"""


def user_data(environment: Environment, service: str) -> Base64:
    """Answer what instances of a service, or the keeper, are started with."""
    settings = "\n".join(f"export {name}=${{{name}}}" for name in _SETTINGS[service])
    script = _SCRIPT.format(settings=settings, service=service, name=environment.name)
    return Base64(Sub(script))
