"""Replaces the key that users signs tokens with, in three steps, and signs nobody out.

`next`: another key is known beside the one that signs. `swap`: it signs, and the last one is still
known. `end`: the last one is no more; give tokens their quarter of an hour before that, or scripts'
tokens as long as they last. Each step brings new machines of users before it takes the old ones.
"""

import secrets
import time
from collections.abc import Mapping
from typing import Any

from cloudformation.account import Account
from cloudformation.stack_state import StackFailed

STEPS = ("next", "swap", "end")
CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"
SEED_BYTES = 32
_OVER = {"Successful", "Failed", "Cancelled", "RollbackFailed", "RollbackSuccessful"}


def rotate(account: Account, step: str) -> None:
    """Do one of STEPS. Raises StackFailed where its turn has not come, or a machine fails."""
    client = account.client("secretsmanager")
    secret = account.environment.signing_key_secret
    versions = _versions(client, secret)
    current, pending = versions[CURRENT], versions.get(PENDING)
    if step == "next":
        if pending not in {None, current}:
            raise StackFailed("the next key is there already; swap comes now")
        seed = secrets.token_hex(SEED_BYTES)
        client.put_secret_value(SecretId=secret, SecretString=seed, VersionStages=[PENDING])
    elif step == "swap":
        if pending in {None, current}:
            raise StackFailed("there is no next key; next comes first")
        _move(client, secret, CURRENT, RemoveFromVersionId=current, MoveToVersionId=pending)
        _move(client, secret, PENDING, RemoveFromVersionId=pending)
    else:
        if PREVIOUS not in versions:
            raise StackFailed("there is no last key; swap comes first")
        _move(client, secret, PREVIOUS, RemoveFromVersionId=versions[PREVIOUS])
    _replace_machines(account)


def _versions(client: Any, secret: str) -> Mapping[str, str]:
    """Answer the version that is in each stage."""
    # One page: those without a stage are not listed.
    told = client.list_secret_version_ids(SecretId=secret)["Versions"]
    return {stage: one["VersionId"] for one in told for stage in one.get("VersionStages", ())}


def _move(client: Any, secret: str, stage: str, **versions: Any) -> None:
    client.update_secret_version_stage(SecretId=secret, VersionStage=stage, **versions)


def _replace_machines(account: Account) -> None:
    autoscaling = account.client("autoscaling")
    group = account.output("services", "UsersGroup")
    begun = autoscaling.start_instance_refresh(
        AutoScalingGroupName=group,
        Preferences={"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200},
    )
    account.tell(f"  {group}: new machines read it")
    while True:
        (told,) = autoscaling.describe_instance_refreshes(
            AutoScalingGroupName=group, InstanceRefreshIds=[begun["InstanceRefreshId"]]
        )["InstanceRefreshes"]
        if told["Status"] == "Successful":
            return
        if told["Status"] in _OVER:
            raise StackFailed(f"{group}: {told['Status']}: {told.get('StatusReason', 'no reason')}")
        time.sleep(account.pause)
