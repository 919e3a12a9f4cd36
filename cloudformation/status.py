"""`python -m cloudformation.status` shows stacks, the release that runs, and healthy instances."""

import sys
from collections.abc import Mapping
from datetime import datetime

from cloudformation import command
from cloudformation.config.settings import SERVICES
from cloudformation.deployment.account import Account
from cloudformation.packaging.bundle import PREFIX, release_sha256

_MAX_RELEASES = 5
_COMPLETE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def main(arguments: list[str] | None = None) -> int:
    """Show the store's status; return 0 when everything is healthy, else 1."""
    options = command.new_parser("status", __doc__).parse_args(arguments)
    return command.run(options, show_status)


def show_status(account: Account) -> int:
    """Show the stacks, the releases and the services' instances.

    Return 0 when every stack is complete and every service has enough healthy instances, else 1.
    """
    are_complete = _show_stacks(account)
    services = account.state_of("services")
    if services.status not in _COMPLETE:
        return 1
    _show_releases(account, services.parameters.get("ReleaseKey", "none"))
    are_healthy = _show_instances(account, services.outputs)
    return 0 if are_complete and are_healthy else 1


def _show_stacks(account: Account) -> bool:
    """Show each stack's status; return whether all are complete."""
    are_complete = True
    for stack, state in account.states():
        status = state.status
        account.report(f"{stack.name:14} {status.lower().replace('_', ' ') or 'not there'}")
        if status.endswith("_FAILED") or "ROLLBACK" in status:
            account.report(f"  {state.failure_reason()}")
        are_complete = are_complete and status in _COMPLETE
    return are_complete


def _show_releases(account: Account, running: str) -> None:
    account.report(f"release        {release_sha256(running)}")
    for moment, key in _releases(account)[:_MAX_RELEASES]:
        if key != running:
            account.report(f"  may go to    {release_sha256(key)}, of {moment:%Y-%m-%d %H:%M}")


def _releases(account: Account) -> list[tuple[datetime, str]]:
    """Return when each release in the bucket was uploaded, and its key, newest first."""
    response = account.client("s3").list_objects_v2(Bucket=account.releases_bucket, Prefix=PREFIX)
    releases = (
        (release["LastModified"], release["Key"]) for release in response.get("Contents", ())
    )
    return sorted(releases, reverse=True)


def _show_instances(account: Account, outputs: Mapping[str, str]) -> bool:
    """Show each service's healthy instances; return whether each has its `least` of them."""
    are_enough = True
    for service in SERVICES:
        group = outputs.get(f"{service.title()}Group", service)
        response = account.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[group]
        )
        instances = [
            instance
            for described in response["AutoScalingGroups"]
            for instance in described["Instances"]
        ]
        healthy = sum(
            instance["HealthStatus"] == "Healthy" and instance["LifecycleState"] == "InService"
            for instance in instances
        )
        account.report(f"{service:14} {healthy} of {len(instances)} machines healthy")
        are_enough = are_enough and healthy >= account.environment.fleet(service).least
    return are_enough


if __name__ == "__main__":
    sys.exit(main())
