"""Rotates the key that users signs access tokens with, in three steps, and signs nobody out.

`next` adds a second key beside the one that signs. `swap` signs with the second key; the first
still verifies. `end` drops the first key. Wait before `end` until every token of the first key has
expired: 15 minutes, or the lifetime of the longest script token.

Each step replaces the instances of users, new before old, and can be repeated after an
interruption: a change that the secret already has is not made again.
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
_FINAL_STATUSES = {"Successful", "Failed", "Cancelled", "RollbackFailed", "RollbackSuccessful"}


def rotate(account: Account, step: str) -> None:
    """Do one of STEPS, or the rest of it.

    Raise StackFailed when another step must come first, or an instance fails to start.
    """
    client = account.client("secretsmanager")
    secret = account.environment.signing_key_secret
    versions = _versions_by_stage(client, secret)
    current, pending = versions[CURRENT], versions.get(PENDING)
    has_next = pending not in {None, current}
    if step == "next" and has_next:
        account.report("  the next key is there already")
    elif step == "next":
        seed = secrets.token_hex(SEED_BYTES)
        client.put_secret_value(SecretId=secret, SecretString=seed, VersionStages=[PENDING])
    elif step == "swap":
        if has_next:
            _move_stage(
                client, secret, CURRENT, RemoveFromVersionId=current, MoveToVersionId=pending
            )
        elif PREVIOUS not in versions:
            raise StackFailed("there is no next key; next comes first")
        if pending:
            _move_stage(client, secret, PENDING, RemoveFromVersionId=pending)
    elif has_next:
        raise StackFailed("the next key does not sign yet; swap comes first")
    elif PREVIOUS in versions:
        _move_stage(client, secret, PREVIOUS, RemoveFromVersionId=versions[PREVIOUS])
    else:
        account.report("  the last key is gone already")
    _refresh_instances(account)


def _versions_by_stage(client: Any, secret: str) -> Mapping[str, str]:
    """Return the id of the secret's version in each stage."""
    # One page is enough: versions without a stage are not listed.
    versions = client.list_secret_version_ids(SecretId=secret)["Versions"]
    return {
        stage: version["VersionId"]
        for version in versions
        for stage in version.get("VersionStages", ())
    }


def _move_stage(client: Any, secret: str, stage: str, **versions: Any) -> None:
    client.update_secret_version_stage(SecretId=secret, VersionStage=stage, **versions)


def _refresh_instances(account: Account) -> None:
    autoscaling = account.client("autoscaling")
    group = account.output("services", "UsersGroup")
    running = [
        refresh
        for refresh in _list_refreshes(autoscaling, group)
        if refresh["Status"] not in _FINAL_STATUSES
    ]
    if running:
        # Its instances may have read the secret before the change.
        account.report(f"  {group}: waiting for the replacement that is running")
        _wait_for_refresh(account, group, running[0]["InstanceRefreshId"])
    response = autoscaling.start_instance_refresh(
        AutoScalingGroupName=group,
        Preferences={"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200},
    )
    account.report(f"  {group}: replacing the instances, which read the keys at their start")
    refresh = _wait_for_refresh(account, group, response["InstanceRefreshId"])
    if refresh["Status"] != "Successful":
        reason = refresh.get("StatusReason", "no reason")
        raise StackFailed(f"{group}: {refresh['Status']}: {reason}")


def _wait_for_refresh(account: Account, group: str, refresh_id: str) -> Mapping[str, Any]:
    """Wait until an instance refresh has ended; return its description."""
    autoscaling = account.client("autoscaling")
    while True:
        (refresh,) = _list_refreshes(autoscaling, group, InstanceRefreshIds=[refresh_id])
        if refresh["Status"] in _FINAL_STATUSES:
            return refresh
        time.sleep(account.poll_interval)


def _list_refreshes(autoscaling: Any, group: str, **filters: Any) -> list[Mapping[str, Any]]:
    """Return a group's instance refreshes, newest first."""
    response = autoscaling.describe_instance_refreshes(AutoScalingGroupName=group, **filters)
    refreshes: list[Mapping[str, Any]] = response["InstanceRefreshes"]
    return refreshes
