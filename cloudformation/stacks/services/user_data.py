"""What an instance is told at its first boot: a plan, and the program that carries it out.

The plan names the release by its SHA-256, so another release is another user data, another version
of the launch template, and a roll that CloudFormation does, watches and takes back by itself.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

from troposphere import Base64, Sub

from cloudformation.config.environment import Environment
from cloudformation.stacks.services.processes import TRUSTED, processes

LARGEST = 16_384
"""Bytes that EC2 takes."""

KEEPER = "keeper"
"""Has no processes: it prepares the databases, says so, and is gone."""

_BOOT = Path(__file__).resolve().parents[2] / "machine" / "boot.py"

_WITHIN = "    "
"""How far a file's lines are in: deeper than the key that they belong to."""

_CONFIGURATION = """\
#cloud-config
# Everything is in boot.py, which tells CloudFormation how it went.
write_files:
- path: /etc/tienda/plan.json
  content: |
{plan}
- path: /opt/tienda/boot.py
  content: |
{boot}
runcmd:
- [python3, /opt/tienda/boot.py]
"""


def group_title(service: str) -> str:
    """Return the logical name of a service's Auto Scaling group, which waits for its instances."""
    return f"{service.title()}Group"


def plan(environment: Environment, service: str) -> Mapping[str, object]:
    """Return what `machine/boot.py` is to do, with `${Name}` for what the stack knows."""
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


def configuration(environment: Environment, service: str) -> str:
    """Return the user data, a configuration of cloud-init's, as text for Fn::Sub."""
    boot = _BOOT.read_text()
    if "${" in boot:
        raise ValueError("boot.py must have nothing that Fn::Sub would take for its own")
    told = json.dumps(plan(environment, service), indent=1)
    return _CONFIGURATION.format(plan=indent(told, _WITHIN), boot=indent(boot, _WITHIN))


def user_data(environment: Environment, service: str) -> Base64:
    """Return a launch template's UserData for instances of `service`, or for the keeper."""
    return Base64(Sub(configuration(environment, service)))
