"""Tears a store down: what only serves at once, what holds data when it is told so twice."""

from typing import Any

from cloudformation.account import Account
from cloudformation.stack_state import StackFailed, StackState

KEPT = ("pipeline", "network", "data", "storage")
"""Stacks that hold data, or that those need."""
_LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_DATABASE = "AWS::RDS::DBInstance"
_BUCKET = "AWS::S3::Bucket"
_GONE = ""


def destroy(account: Account, *, with_data: bool = False) -> None:
    """Delete the stacks, the last first. Raises StackFailed.

    Without `with_data` the database, the buckets and what they need stay, and `deploy` opens the
    shop anew on them. With it a last snapshot of the database stays (its stack's own policy), and
    of the buckets nothing.
    """
    for one in reversed(account.stacks):
        if one.name in KEPT and not with_data:
            continue
        state = account.state(one)
        if not state.status:
            continue
        account.tell(f"{one.name}: {state.name}")
        # A change that is under way must end first.
        since = state.newest_event()
        state.wait(since)
        _unlock(account, state)
        buckets = state.resources(_BUCKET) if with_data else []
        for bucket in buckets:
            count = empty(account.client("s3", one.region(account.environment)), bucket)
            account.tell(f"  {bucket}: {count} objects deleted")
        state.client.delete_stack(StackName=state.name)
        state.must_have(since, _GONE)
        for bucket in buckets:
            # The stack's policy leaves them behind, so that no mistake takes them along.
            account.client("s3", one.region(account.environment)).delete_bucket(Bucket=bucket)


def empty(s3: Any, bucket: str) -> int:
    """Delete every version of every object of a bucket; answer how many. Raises StackFailed."""
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


def _unlock(account: Account, state: StackState) -> None:
    """Take off the protection that load balancers and databases have against being deleted."""
    for arn in state.resources(_LOAD_BALANCER):
        account.client("elbv2").modify_load_balancer_attributes(
            LoadBalancerArn=arn,
            Attributes=[{"Key": "deletion_protection.enabled", "Value": "false"}],
        )
    for identifier in state.resources(_DATABASE):
        account.client("rds").modify_db_instance(
            DBInstanceIdentifier=identifier, DeletionProtection=False, ApplyImmediately=True
        )
