"""Takes a stack away, protected parts too: what was never made, or what is torn down."""

from cloudformation.deployment.account import Account
from cloudformation.deployment.stack_state import StackFailed, StackState

GONE = ""
_LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_DATABASE = "AWS::RDS::DBInstance"


def unlock(account: Account, state: StackState) -> None:
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


def remove_unmade(account: Account, state: StackState) -> None:
    """Delete what is left of a stack that was never made. Raise StackFailed."""
    try:
        _delete(state)
    except StackFailed:
        # What was made of it protects itself. Only now: GitHub's role may not unlock anything.
        unlock(account, state)
        _delete(state)


def _delete(state: StackState) -> None:
    since = state.newest_event()
    state.client.delete_stack(StackName=state.name)
    state.must_have(since, GONE)
