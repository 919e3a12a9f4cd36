"""Deploys a release: the stacks in order, the databases before the services, the front end last.

A deployment can be interrupted anywhere and run again: each step first looks at what exists.
"""

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from botocore.exceptions import ClientError

from cloudformation.deployment import releases
from cloudformation.deployment.account import Account
from cloudformation.deployment.change_set import ChangeSet, create_change_set
from cloudformation.deployment.database_setup import set_up_databases
from cloudformation.deployment.failed_boots import failed_boots
from cloudformation.deployment.notices import notices
from cloudformation.deployment.release_watch import ReleaseWatch, explain_rollback, watch_release
from cloudformation.deployment.remove_stack import delete_failed_stack
from cloudformation.deployment.stack_state import StackFailed, StackState
from cloudformation.packaging.bundle import Bundle, release_sha256, unpack_frontend
from cloudformation.packaging.frontend import publish
from cloudformation.stacks.messaging.custom_resource_handler import NO_WARNING
from cloudformation.stacks.registry import RETAINED_STACKS, Stack

UNHASHED_PATHS = [
    "/",
    "/.well-known/*",
    "/apple-touch-icon.png",
    "/favicon.*",
    "/icon-*",
    "/index.html",
    "/manifest.webmanifest",
]
"""Paths of the front end whose files have no hash in their names: CloudFront may cache old ones."""
_CREATION_FAILED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"}
_COMPLETE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def deploy(account: Account, release: Bundle | str, *, may_lose_data: bool = False) -> None:
    """Bring the account to its environment and a release: a bundle, or the key of an older one.

    Raise StackFailed with the reason of the resource that failed. What was done until then stays,
    and the next call continues from there.
    """
    key = release if isinstance(release, str) else release.key
    if isinstance(release, str):
        # Before anything is changed for a release that does not exist.
        _require_release(account, release)
        releases.keep(account, key)
    previous = account.state_of("services").parameters.get("ReleaseKey", "")
    for stack in account.stacks:
        if stack.name == "services":
            _set_up_databases_once(account, key)
        _update_stack(account, stack, key, may_lose_data=may_lose_data)
        _report_warnings(account, stack)
        if stack.name == "storage" and isinstance(release, Bundle):
            is_new = account.upload(release)
            account.report(f"  {release.key} {'uploaded' if is_new else 'is there'}")
            releases.keep(account, key)
    _publish_frontend(account, release)
    releases.expire_older(account, key, previous)
    for line in notices(account.environment):
        account.report(f"note: {line}")


def create_stack_change_set(
    account: Account, stack: Stack, release: str, watch: ReleaseWatch | None = None
) -> ChangeSet | None:
    """Have CloudFormation work out what would change in a stack; return None for nothing.

    `watch` has the alarms that take the change back. Raise MissingOutput, StackFailed.
    """
    return create_change_set(
        account.state(stack),
        account.template_argument(stack),
        account.parameters(stack, release),
        account.tags,
        account.service_role(stack),
        watch.rollback_configuration if watch else None,
    )


def is_denied_pipeline(account: Account, stack: Stack, error: ClientError) -> bool:
    """Whether GitHub's role was denied a change of the pipeline stack, which exists.

    Only a person may change that stack: it holds GitHub's role and the boundary of all roles.
    """
    is_pipeline = stack is account.stacks[0]
    is_denied = error.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException"}
    if not (is_pipeline and is_denied):
        return False
    return account.state(stack).status not in {"", "REVIEW_IN_PROGRESS"}


def _update_stack(account: Account, stack: Stack, release: str, *, may_lose_data: bool) -> None:
    state = account.state(stack)
    account.report(f"{stack.name}: {state.name} in {stack.region(account.environment)}")
    _recover_stack(account, stack, state)
    watch = watch_release(account) if stack.name == "services" else None
    try:
        change_set = create_stack_change_set(account, stack, release, watch)
    except ClientError as error:
        if not is_denied_pipeline(account, stack, error):
            raise
        account.report("  stays as it is: a person changes it")
        return
    if change_set is None:
        account.report("  no changes")
        return
    for change in change_set.changes:
        account.report(f"  will {change}")
    if not may_lose_data and any(change.loses_data for change in change_set.changes):
        change_set.delete()
        raise StackFailed(
            f"{state.name}: data would be lost; to deploy all the same: --may-lose-data"
        )
    if watch is None:
        change_set.execute()
    else:
        _execute_watched(account, change_set, watch)


def _execute_watched(account: Account, change_set: ChangeSet, watch: ReleaseWatch) -> None:
    """Execute a change of the services; say what took it back. Raise StackFailed."""
    for note in watch.notes:
        account.report(f"  {note}")
    started = time.time()
    try:
        change_set.execute()
    except StackFailed as error:
        lines = [*explain_rollback(account, watch, str(error)), str(error)]
        lines += failed_boots(account, started)
        if change_set.state.status == "UPDATE_ROLLBACK_COMPLETE":
            lines.append("the release before runs again, with its own front end")
        raise StackFailed("\n  ".join(lines)) from error


def _report_warnings(account: Account, stack: Stack) -> None:
    """Report what AWS refused without failing the stack: its outputs that are named so."""
    for name, value in account.state(stack).outputs.items():
        if name.endswith("Warning") and value != NO_WARNING:
            account.report(f"  warning: {value}")


def _recover_stack(account: Account, stack: Stack, state: StackState) -> None:
    """Bring a stack that an earlier deployment left unfinished into a state that can be updated."""
    status = state.wait_until_stable(state.last_event_id())
    if status == "UPDATE_ROLLBACK_FAILED":
        last_event = state.last_event_id()
        role = account.service_role(stack)
        state.client.continue_update_rollback(
            StackName=state.name, **({"RoleARN": role} if role else {})
        )
        state.wait_for(last_event, "UPDATE_ROLLBACK_COMPLETE")
    elif status == "DELETE_FAILED" and stack.name in RETAINED_STACKS:
        # Whoever began to delete it may not have meant to, and it may hold all the data.
        raise StackFailed(
            f"{state.name}: somebody has begun to delete it, and it holds data or what data needs;"
            " to finish the deletion: destroy --with-data"
        )
    elif status in _CREATION_FAILED or status == "DELETE_FAILED":
        account.report("  its creation failed: deleting what is left of it")
        delete_failed_stack(account, state)


def _require_release(account: Account, release: str) -> None:
    bucket = account.releases_bucket
    response = account.client("s3").list_objects_v2(Bucket=bucket, Prefix=release)
    if not response.get("KeyCount"):
        raise StackFailed(f"there is no release {release_sha256(release)} in {bucket}")


def _set_up_databases_once(account: Account, release: str) -> None:
    services = account.state_of("services")
    is_deployed = services.parameters.get("ReleaseKey") == release
    if not (is_deployed and services.status in _COMPLETE):
        set_up_databases(account, release)


def _publish_frontend(account: Account, release: Bundle | str) -> None:
    bucket = account.output("storage", "WebBucket")
    s3 = account.client("s3")
    with tempfile.TemporaryDirectory(prefix="tienda-front-") as folder:
        bundle = release.path if isinstance(release, Bundle) else Path(folder) / "bundle.tar"
        if isinstance(release, str):
            s3.download_file(account.releases_bucket, release, str(bundle))
        frontend = unpack_frontend(bundle, Path(folder))
        contact = account.environment.security_contact
        count = publish(s3, bucket, frontend, account.environment.origin, contact)
    account.report(f"front: {count} files in {bucket}")
    _invalidate(account, UNHASHED_PATHS)


def _invalidate(account: Account, paths: Iterable[str]) -> None:
    """Have CloudFront drop these paths from its cache."""
    items = list(paths)
    account.client("cloudfront").create_invalidation(
        DistributionId=account.output("edge", "DistributionId"),
        InvalidationBatch={
            "Paths": {"Quantity": len(items), "Items": items},
            "CallerReference": str(uuid4()),
        },
    )
