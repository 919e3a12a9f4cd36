"""Deploys a release: every stack in its turn, the databases before the services, the front last.

It may be ended and begun again anywhere: each step looks first at what is there.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.deployment.change_set import Proposal, propose
from cloudformation.deployment.database_setup import prepare_databases
from cloudformation.deployment.remove_stack import remove_unmade
from cloudformation.deployment.stack_state import StackFailed, StackState
from cloudformation.packaging.bundle import Bundle, sha256_of, unpack_front
from cloudformation.packaging.frontend import publish
from cloudformation.stacks.registry import KEPT, Stack

PAGES = ["/", "/index.html", "/favicon.svg"]
"""What CloudFront may have of the front that is not named by a hash."""
_NEVER_MADE = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"}


def deploy(account: Account, release: Bundle | str, *, may_lose_data: bool = False) -> None:
    """Bring the account to the environment and a release: a bundle, or the key of an older one.

    Raise StackFailed with the failing resource's own reason; what was done until then stays, and
    the next call goes on from there.
    """
    key = release if isinstance(release, str) else release.key
    if isinstance(release, str):
        # Before anything is changed for a release that nobody has.
        _find_release(account, release)
    for one in account.stacks:
        if one.name == "services":
            _prepare_unless_done(account, key)
        _bring(account, one, key, may_lose_data=may_lose_data)
        if one.name == "storage" and isinstance(release, Bundle):
            new = account.upload(release)
            account.tell(f"  {release.key} {'uploaded' if new else 'is there'}")
    _show_front(account, release)


def propose_one(account: Account, one: Stack, release: str) -> Proposal | None:
    """Have CloudFormation say what would change in one stack. Raise Unknown, StackFailed."""
    return propose(
        account.state(one),
        account.template(one),
        account.parameters(one, release),
        account.tags,
        account.role(one),
    )


def is_a_persons(account: Account, one: Stack, error: ClientError) -> bool:
    """Whether it was refused to change the stack that holds GitHub's role, which is there."""
    is_first = one is account.stacks[0]
    denied = error.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException"}
    return is_first and denied and account.state(one).status not in {"", "REVIEW_IN_PROGRESS"}


def _bring(account: Account, one: Stack, release: str, *, may_lose_data: bool) -> None:
    state = account.state(one)
    account.tell(f"{one.name}: {state.name} in {one.region(account.environment)}")
    _settle(account, one, state)
    try:
        proposal = propose_one(account, one, release)
    except ClientError as error:
        if not is_a_persons(account, one, error):
            raise
        account.tell("  stays as it is: a person changes it")
        return
    if proposal is None:
        account.tell("  as it should be")
        return
    for change in proposal.changes:
        account.tell(f"  will {change}")
    if not may_lose_data and any(change.endangers_data for change in proposal.changes):
        proposal.drop()
        raise StackFailed(f"{state.name}: data would be lost; --may-lose-data does it all the same")
    proposal.carry_out()


def _settle(account: Account, one: Stack, state: StackState) -> None:
    """Bring a stack out of whatever an earlier deployment has left it in."""
    status = state.wait(state.newest_event())
    if status == "UPDATE_ROLLBACK_FAILED":
        since = state.newest_event()
        role = account.role(one)
        state.client.continue_update_rollback(
            StackName=state.name, **({"RoleARN": role} if role else {})
        )
        state.must_have(since, "UPDATE_ROLLBACK_COMPLETE")
    elif status == "DELETE_FAILED" and one.name in KEPT:
        # Whoever began that may not have meant it, and it may hold all there is.
        raise StackFailed(
            f"{state.name}: somebody has begun to delete it, and it holds data or what that needs;"
            " destroy --with-data goes on with that"
        )
    elif status in _NEVER_MADE or status == "DELETE_FAILED":
        account.tell("  was never made; what is left of it goes first")
        remove_unmade(account, state)


def _find_release(account: Account, release: str) -> None:
    s3 = account.client("s3")
    if not s3.list_objects_v2(Bucket=account.releases, Prefix=release).get("KeyCount"):
        raise StackFailed(f"there is no release {sha256_of(release)} in {account.releases}")


def _prepare_unless_done(account: Account, release: str) -> None:
    services = account.state_of("services")
    if services.parameters.get("ReleaseKey") == release and services.status in {
        "CREATE_COMPLETE",
        "UPDATE_COMPLETE",
    }:
        return
    prepare_databases(account, release)


def _show_front(account: Account, release: Bundle | str) -> None:
    bucket = account.output("storage", "WebBucket")
    s3 = account.client("s3")
    with tempfile.TemporaryDirectory(prefix="tienda-front-") as folder:
        bundle = release.path if isinstance(release, Bundle) else Path(folder) / "bundle.tar"
        if isinstance(release, str):
            s3.download_file(account.releases, release, str(bundle))
        count = publish(s3, bucket, unpack_front(bundle, Path(folder)), account.environment.origin)
    account.tell(f"front: {count} files in {bucket}")
    _ask_anew(account, PAGES)


def _ask_anew(account: Account, paths: Iterable[str]) -> None:
    items = list(paths)
    account.client("cloudfront").create_invalidation(
        DistributionId=account.output("edge", "DistributionId"),
        InvalidationBatch={
            "Paths": {"Quantity": len(items), "Items": items},
            "CallerReference": str(uuid4()),
        },
    )
