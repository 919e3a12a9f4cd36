"""`python -m cloudformation.status` shows each stack, the release that runs, and who is well."""

import sys
from datetime import datetime

from cloudformation import command
from cloudformation.config.settings import SERVICES
from cloudformation.deployment.account import Account
from cloudformation.packaging.bundle import PREFIX, sha256_of

_LATEST = 5
_GOOD = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def main(arguments: list[str] | None = None) -> int:
    """Show; answer 0 when all is as it should be, else 1."""
    options = command.parser("status", __doc__).parse_args(arguments)
    return command.run(options, show)


def show(account: Account) -> int:
    """Show; answer 0 when every stack is made and every machine is well, else 1."""
    well = True
    for one, state in account.states():
        status = state.status
        account.tell(f"{one.name:14} {status.lower().replace('_', ' ') or 'not there'}")
        if status.endswith("_FAILED") or "ROLLBACK" in status:
            account.tell(f"  {state.reason()}")
        well = well and status in _GOOD
    services = account.state_of("services")
    if services.status not in _GOOD:
        return 1
    running = services.parameters.get("ReleaseKey", "none")
    account.tell(f"release        {sha256_of(running)}")
    for moment, key in _releases(account)[:_LATEST]:
        if key != running:
            account.tell(f"  may go to    {sha256_of(key)}, of {moment:%Y-%m-%d %H:%M}")
    for service in SERVICES:
        name = services.outputs.get(f"{service.title()}Group", service)
        told = account.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[name]
        )
        machines = [one for group in told["AutoScalingGroups"] for one in group["Instances"]]
        good = sum(
            one["HealthStatus"] == "Healthy" and one["LifecycleState"] == "InService"
            for one in machines
        )
        account.tell(f"{service:14} {good} of {len(machines)} machines well")
        well = well and good >= account.environment.fleet(service).least
    return 0 if well else 1


def _releases(account: Account) -> list[tuple[datetime, str]]:
    """Return the releases in the bucket, the newest first, by when they were uploaded."""
    told = account.client("s3").list_objects_v2(Bucket=account.releases, Prefix=PREFIX)
    found = ((one["LastModified"], one["Key"]) for one in told.get("Contents", ()))
    return sorted(found, reverse=True)


if __name__ == "__main__":
    sys.exit(main())
