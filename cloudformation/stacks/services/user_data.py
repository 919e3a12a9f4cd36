"""User data: a plan, and the program boot.py that carries it out at an instance's first boot.

The plan has the release's SHA-256. So another release is a new version of the launch template, and
CloudFormation does the rolling update, watches it, and rolls it back when it fails.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

from troposphere import Base64, Sub

from cloudformation.config.environment import Environment
from cloudformation.config.settings import BOOTS, DATABASE_SETUP
from cloudformation.stacks.services.processes import AUTHORITIES_PATH, processes

MAX_USER_DATA_BYTES = 16_384
"""The limit of EC2."""

_BOOT = Path(__file__).resolve().parents[2] / "machine" / "boot.py"

INDENT = "   "
"""The indentation of a file's lines, deeper than their YAML key."""

_CLOUD_CONFIG = """\
#cloud-config
# boot.py does everything, and signals the result to CloudFormation.
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
    """Return the logical id of a service's Auto Scaling group, which its instances signal."""
    return f"{service.title()}Group"


def plan(environment: Environment, service: str) -> Mapping[str, object]:
    """Return the plan for `machine/boot.py`; `${Name}` is a parameter of the stack."""
    common: dict[str, object] = {
        "region": "${AWS::Region}",
        "suffix": "${AWS::URLSuffix}",
        "bucket": "${ReleaseBucket}",
        "key": "${ReleaseKey}",
        "log": environment.log_group(service),
        "boots": environment.log_group(BOOTS),
        "processes": {},
    }
    if service == DATABASE_SETUP:
        variables = {
            "DATABASE_ADDRESS": "${DatabaseAddress}",
            "DATABASE_AUTHORITIES": AUTHORITIES_PATH,
            "MASTER_SECRET_ARN": "${MasterSecretArn}",
        }
        return {**common, "once": "cloudformation.machine.databases", "environment": variables}
    if environment.telemetry_headers:
        common["telemetry"] = environment.telemetry_secret
    if service == "users":
        common["signing_key"] = environment.signing_key_secret
    return {
        **common,
        "stack": "${AWS::StackName}",
        "resource": group_title(service),
        "group": f"{environment.prefix}-{service}",
        "hook": "drain",
        "watch": environment.first_machine_seconds,
        "processes": processes(environment, service),
    }


def cloud_config(environment: Environment, service: str) -> str:
    """Return the user data, a cloud-config of cloud-init, as text for Fn::Sub."""
    boot = _BOOT.read_text()
    if "${" in boot:
        raise ValueError("boot.py must not have ${: Fn::Sub would replace it")
    # Without blanks: EC2 takes few bytes.
    plan_json = json.dumps(plan(environment, service), separators=(",", ":"))
    return _CLOUD_CONFIG.format(plan=indent(plan_json, INDENT), boot=indent(boot, INDENT))


def user_data(environment: Environment, service: str) -> Base64:
    """Return a launch template's UserData for one of SERVICES, or for DATABASE_SETUP."""
    return Base64(Sub(cloud_config(environment, service)))
