"""Deletes a store's stacks; those that hold data only when the caller asks for that too."""

import time
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.deployment.remove_stack import DELETED, disable_deletion_protection
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.stacks.registry import RETAINED_STACKS, Stack

_BUCKET = "AWS::S3::Bucket"
_MAX_ATTEMPTS = 5
"""How often to empty and delete a bucket: load balancers and CloudFront deliver logs late."""


def destroy(account: Account, *, with_data: bool = False) -> None:
    """Delete the stacks, the last first. Raise StackFailed.

    Without `with_data` the stacks of RETAINED_STACKS stay, and `deploy` can open the shop again on
    their data. With it, only a final snapshot of the database stays (its DeletionPolicy).
    """
    for stack in reversed(account.stacks):
        if stack.name in RETAINED_STACKS and not with_data:
            continue
        state = account.state(stack)
        if state.status:
            account.report(f"{stack.name}: {state.name}")
            # A change that is under way must end first.
            state.wait_until_stable(state.last_event_id())
            disable_deletion_protection(account, state)
            if with_data:
                _empty_buckets(account, stack)
            last_event = state.last_event_id()
            state.client.delete_stack(StackName=state.name)
            state.wait_for(last_event, DELETED)
        if with_data:
            # Their DeletionPolicy is to retain them, so that no mistake deletes them.
            _delete_buckets(account, stack)


def _bucket_names(account: Account, stack: Stack) -> list[str]:
    """Return the buckets that a stack has created, even when the stack no longer exists."""
    resources = stack.template(account.environment).resources.items()
    prefixes = tuple(
        # CloudFormation names a bucket after its stack and its logical id.
        f"{stack.full_name(account.environment)}-{logical_id}-".lower()
        for logical_id, resource in resources
        if resource.resource_type == _BUCKET
    )
    if not prefixes:
        return []
    s3 = account.client("s3", stack.region(account.environment))
    names = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    return [name for name in names if name.startswith(prefixes)]


def _empty_buckets(account: Account, stack: Stack) -> None:
    for bucket in _bucket_names(account, stack):
        count = empty_bucket(account.client("s3", stack.region(account.environment)), bucket)
        account.report(f"  {bucket}: {count} objects deleted")


def _delete_buckets(account: Account, stack: Stack) -> None:
    s3 = account.client("s3", stack.region(account.environment))
    for bucket in _bucket_names(account, stack):
        for attempts_left in reversed(range(_MAX_ATTEMPTS)):
            empty_bucket(s3, bucket)
            try:
                s3.delete_bucket(Bucket=bucket)
            except ClientError as error:
                if error.response["Error"]["Code"] != "BucketNotEmpty" or not attempts_left:
                    raise
                time.sleep(account.poll_interval)
            else:
                break


def empty_bucket(s3: Any, bucket: str) -> int:
    """Delete every version of every object in a bucket; return how many. Raise StackFailed."""
    count = 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        if not versions:
            continue
        keys = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
        response = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
        if response.get("Errors"):
            first = response["Errors"][0]
            raise StackFailed(f"{bucket}: {first['Key']} stays: {first['Message']}")
        count += len(keys)
    return count
