"""What an instance is told at its first boot: a plan, and the program that carries it out.

The plan names the release by its SHA-256, so another release is another user data, another version
of the launch template, and a roll that CloudFormation does, watches and takes back by itself.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from troposphere import Base64, Sub

from cloudformation.environment import Environment
from cloudformation.processes import TRUSTED, processes

LARGEST = 16_384
"""Bytes that EC2 takes."""

KEEPER = "keeper"
"""Has no processes: it prepares the databases, says so, and is gone."""

_BOOT = Path(__file__).resolve().parent / "machine" / "boot.py"

_SCRIPT = """\
#!/bin/sh
# Everything is in boot.py, which tells CloudFormation how it went.
set -eu
mkdir -p /etc/tienda /opt/tienda
cat >/etc/tienda/plan.json <<'PLAN'
{plan}
PLAN
cat >/opt/tienda/boot.py <<'BOOT'
{boot}BOOT
exec python3 /opt/tienda/boot.py
"""


def group_title(service: str) -> str:
    """Answer the logical name of a service's Auto Scaling group, which waits for its instances."""
    return f"{service.title()}Group"


def plan(environment: Environment, service: str) -> Mapping[str, object]:
    """Answer what `machine/boot.py` is to do, with `${Name}` for what the stack knows."""
    about: dict[str, object] = {
        "region": "${AWS::Region}",
        "suffix": "${AWS::URLSuffix}",
        "bucket": "${ReleaseBucket}",
        "key": "${ReleaseKey}",
        "log": environment.log_group(service),
        "processes": {},
    }
    if service == KEEPER:
        told = {
            "DATABASE_ADDRESS": "${DatabaseAddress}",
            "DATABASE_AUTHORITIES": TRUSTED,
            "MASTER_SECRET_ARN": "${MasterSecretArn}",
        }
        return {**about, "once": "cloudformation.machine.databases", "environment": told}
    if service == "users":
        about["signing_key"] = environment.signing_key_secret
    return {
        **about,
        "stack": "${AWS::StackName}",
        "resource": group_title(service),
        "group": f"{environment.prefix}-{service}",
        "hook": "drain",
        "processes": processes(environment, service),
    }


def script(environment: Environment, service: str) -> str:
    """Answer the user data as text for Fn::Sub."""
    boot = _BOOT.read_text()
    if "${" in boot:
        raise ValueError("boot.py must have nothing that Fn::Sub would take for its own")
    return _SCRIPT.format(plan=json.dumps(plan(environment, service), indent=1), boot=boot)


def user_data(environment: Environment, service: str) -> Base64:
    """Answer a launch template's UserData for instances of `service`, or for the keeper."""
    return Base64(Sub(script(environment, service)))
