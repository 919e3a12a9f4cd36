"""Tears a store down: what only serves at once, what holds data when it is told so twice."""

import time
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.deployment.remove_stack import GONE, unlock
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.stacks.registry import KEPT, Stack

_BUCKET = "AWS::S3::Bucket"
_ROUNDS = 5
"""How often a bucket is emptied that something is still written into: logs come late."""


def destroy(account: Account, *, with_data: bool = False) -> None:
    """Delete the stacks, the last first. Raise StackFailed.

    Without `with_data` the database, the buckets and what they need stay, and `deploy` opens the
    shop anew on them. With it a last snapshot of the database stays (its stack's own policy), and
    of the buckets nothing.
    """
    for one in reversed(account.stacks):
        if one.name in KEPT and not with_data:
            continue
        state = account.state(one)
        if state.status:
            account.tell(f"{one.name}: {state.name}")
            # A change that is under way must end first.
            since = state.newest_event()
            state.wait(since)
            unlock(account, state)
            if with_data:
                _empty_buckets(account, one)
            since = state.newest_event()
            state.client.delete_stack(StackName=state.name)
            state.must_have(since, GONE)
        if with_data:
            # The stack's policy leaves them behind, so that no mistake takes them along.
            _delete_buckets(account, one)


def _buckets(account: Account, one: Stack) -> list[str]:
    """Return the buckets that a stack has made, those of one that is gone as well."""
    resources = one.template(account.environment).resources.items()
    made = tuple(
        # What CloudFormation names a bucket.
        f"{one.full_name(account.environment)}-{title}-".lower()
        for title, resource in resources
        if resource.resource_type == _BUCKET
    )
    if not made:
        return []
    s3 = account.client("s3", one.region(account.environment))
    return [
        found["Name"] for found in s3.list_buckets()["Buckets"] if found["Name"].startswith(made)
    ]


def _empty_buckets(account: Account, one: Stack) -> None:
    for bucket in _buckets(account, one):
        count = empty(account.client("s3", one.region(account.environment)), bucket)
        account.tell(f"  {bucket}: {count} objects deleted")


def _delete_buckets(account: Account, one: Stack) -> None:
    s3 = account.client("s3", one.region(account.environment))
    for bucket in _buckets(account, one):
        for left in reversed(range(_ROUNDS)):
            empty(s3, bucket)
            try:
                s3.delete_bucket(Bucket=bucket)
            except ClientError as error:
                if error.response["Error"]["Code"] != "BucketNotEmpty" or not left:
                    raise
                time.sleep(account.pause)
            else:
                break


def empty(s3: Any, bucket: str) -> int:
    """Delete every version of every object of a bucket; return how many. Raise StackFailed."""
    count = 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        if not found:
            continue
        keys = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        told = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
        if told.get("Errors"):
            first = told["Errors"][0]
            raise StackFailed(f"{bucket}: {first['Key']} stays: {first['Message']}")
        count += len(keys)
    return count
