"""Replaces the key that users signs tokens with, in three steps, and signs nobody out.

`next`: another key is known beside the one that signs. `swap`: it signs, and the last one is still
known. `end`: the last one is no more; give tokens their quarter of an hour before that, or scripts'
tokens as long as they last. Each step brings new machines of users before it takes the old ones,
and may be done again where it was ended in the middle: what the secret has already stays.
"""

import secrets
import time
from collections.abc import Mapping
from typing import Any

from cloudformation.deployment.account import Account
from cloudformation.deployment.stack_state import StackFailed

STEPS = ("next", "swap", "end")
CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"
SEED_BYTES = 32
_OVER = {"Successful", "Failed", "Cancelled", "RollbackFailed", "RollbackSuccessful"}


def rotate(account: Account, step: str) -> None:
    """Do one of STEPS, or what is left of it.

    Raise StackFailed where its turn has not come, or a machine fails.
    """
    client = account.client("secretsmanager")
    secret = account.environment.signing_key_secret
    versions = _versions(client, secret)
    current, pending = versions[CURRENT], versions.get(PENDING)
    is_next_there = pending not in {None, current}
    if step == "next" and is_next_there:
        account.tell("  the next key is there already")
    elif step == "next":
        seed = secrets.token_hex(SEED_BYTES)
        client.put_secret_value(SecretId=secret, SecretString=seed, VersionStages=[PENDING])
    elif step == "swap":
        if is_next_there:
            _move(client, secret, CURRENT, RemoveFromVersionId=current, MoveToVersionId=pending)
        elif PREVIOUS not in versions:
            raise StackFailed("there is no next key; next comes first")
        if pending:
            _move(client, secret, PENDING, RemoveFromVersionId=pending)
    elif is_next_there:
        raise StackFailed("the next key does not sign yet; swap comes first")
    elif PREVIOUS in versions:
        _move(client, secret, PREVIOUS, RemoveFromVersionId=versions[PREVIOUS])
    else:
        account.tell("  the last key is gone already")
    _replace_machines(account)


def _versions(client: Any, secret: str) -> Mapping[str, str]:
    """Return the version that is in each stage."""
    # One page: those without a stage are not listed.
    told = client.list_secret_version_ids(SecretId=secret)["Versions"]
    return {stage: one["VersionId"] for one in told for stage in one.get("VersionStages", ())}


def _move(client: Any, secret: str, stage: str, **versions: Any) -> None:
    client.update_secret_version_stage(SecretId=secret, VersionStage=stage, **versions)


def _replace_machines(account: Account) -> None:
    autoscaling = account.client("autoscaling")
    group = account.output("services", "UsersGroup")
    under_way = [one for one in _refreshes(autoscaling, group) if one["Status"] not in _OVER]
    if under_way:
        # Its machines may have read what was before.
        account.tell(f"  {group}: is being replaced; that ends first")
        _wait(account, group, under_way[0]["InstanceRefreshId"])
    begun = autoscaling.start_instance_refresh(
        AutoScalingGroupName=group,
        Preferences={"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200},
    )
    account.tell(f"  {group}: new machines read it")
    told = _wait(account, group, begun["InstanceRefreshId"])
    if told["Status"] != "Successful":
        raise StackFailed(f"{group}: {told['Status']}: {told.get('StatusReason', 'no reason')}")


def _wait(account: Account, group: str, refresh: str) -> Mapping[str, Any]:
    """Wait until machines are replaced; return how that ended."""
    while True:
        (told,) = _refreshes(account.client("autoscaling"), group, InstanceRefreshIds=[refresh])
        if told["Status"] in _OVER:
            return told
        time.sleep(account.pause)


def _refreshes(autoscaling: Any, group: str, **which: Any) -> list[Mapping[str, Any]]:
    """Return a group's replacements, the newest first."""
    told = autoscaling.describe_instance_refreshes(AutoScalingGroupName=group, **which)
    found: list[Mapping[str, Any]] = told["InstanceRefreshes"]
    return found
