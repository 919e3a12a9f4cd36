"""EC2 in the region: zones, instance types in each of them, the image, CloudFront's addresses."""

from collections.abc import Iterator

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, stop
from cloudformation.stacks.database_setup import INSTANCE_TYPE
from cloudformation.stacks.registry import CLOUDFRONT_PREFIX_LIST
from cloudformation.stacks.services.launch_templates import LATEST_IMAGE


def zones(account: Account) -> list[str]:
    """Return the zones that the store will be in: the region's first."""
    described = account.client("ec2").describe_availability_zones(
        Filters=[
            {"Name": "zone-type", "Values": ["availability-zone"]},
            {"Name": "state", "Values": ["available"]},
        ]
    )
    names = sorted(zone["ZoneName"] for zone in described["AvailabilityZones"])
    return names[: account.environment.zones]


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    environment = account.environment
    own = zones(account)
    if len(own) < environment.zones:
        text = f"{environment.region} has {len(own)} zones for this account"
        yield stop("zones", text, "set zones, or deploy in another region")
    else:
        yield ok("zones", ", ".join(own))
    yield _types(account, own)
    parameters = account.client("ssm").get_parameters(Names=[LATEST_IMAGE])["Parameters"]
    if parameters:
        yield ok("image", f"{parameters[0]['Value']}, Amazon Linux 2023 for arm64")
    else:
        yield stop("image", f"no parameter {LATEST_IMAGE}", "deploy in another region")
    filters = [{"Name": "prefix-list-name", "Values": [CLOUDFRONT_PREFIX_LIST]}]
    lists = account.client("ec2").describe_managed_prefix_lists(Filters=filters)["PrefixLists"]
    if lists:
        yield ok("CloudFront's addresses", lists[0]["PrefixListId"])
    else:
        text = f"no prefix list {CLOUDFRONT_PREFIX_LIST}"
        yield stop("CloudFront's addresses", text, "deploy in another region")


def _types(account: Account, own: list[str]) -> Finding:
    fleets = account.environment.fleets.values()
    kinds = sorted({fleet.instance_type for fleet in fleets} | {INSTANCE_TYPE})
    offered = account.client("ec2").describe_instance_type_offerings(
        LocationType="availability-zone",
        Filters=[{"Name": "instance-type", "Values": kinds}],
    )["InstanceTypeOfferings"]
    there = {(offer["InstanceType"], offer["Location"]) for offer in offered}
    missing = [f"{kind} in {zone}" for kind in kinds for zone in own if (kind, zone) not in there]
    if missing:
        text = f"not offered: {', '.join(missing)}"
        return stop("instance types", text, "choose another instance_type")
    return ok("instance types", f"{', '.join(kinds)} in each zone")


CHECK = Check(
    "machines",
    (
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeManagedPrefixLists",
        "ssm:GetParameters",
    ),
    _run,
)
