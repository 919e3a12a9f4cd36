"""Deletes a stack whose creation failed, its protected resources too."""

from cloudformation.deployment.account import Account
from cloudformation.deployment.stack_state import StackFailed, StackState

DELETED = ""
"""The status of a stack that does not exist."""
_LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_DATABASE = "AWS::RDS::DBInstance"


def disable_deletion_protection(account: Account, state: StackState) -> None:
    """Switch off the deletion protection of a stack's load balancers and databases."""
    for arn in state.physical_ids(_LOAD_BALANCER):
        account.client("elbv2").modify_load_balancer_attributes(
            LoadBalancerArn=arn,
            Attributes=[{"Key": "deletion_protection.enabled", "Value": "false"}],
        )
    for identifier in state.physical_ids(_DATABASE):
        account.client("rds").modify_db_instance(
            DBInstanceIdentifier=identifier, DeletionProtection=False, ApplyImmediately=True
        )


def delete_failed_stack(account: Account, state: StackState) -> None:
    """Delete what is left of a stack whose creation failed. Raise StackFailed."""
    try:
        _delete(state)
    except StackFailed:
        # Some resources are protected. GitHub's role may not change that, so try without first.
        disable_deletion_protection(account, state)
        _delete(state)


def _delete(state: StackState) -> None:
    last_event = state.last_event_id()
    state.client.delete_stack(StackName=state.name)
    state.wait_for(last_event, DELETED)
