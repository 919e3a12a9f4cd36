"""The domain's zone: whose it is, whether it is delegated, and records in the way."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, pages, stop, warning
from cloudformation.preflight.owned import owned_ids, resources

AUTHORITIES = ("amazon.com", "amazonaws.com", "amazontrust.com", "awstrust.com")
"""How a CAA record names Amazon."""
Record = Mapping[str, Any]


def resolve(name: str, kind: str) -> list[str]:
    """Return the public DNS records of a name, by this machine's resolver."""
    from dns import exception, resolver  # noqa: PLC0415 (only this command needs it)

    try:
        return sorted(answer.to_text() for answer in resolver.resolve(name, kind))
    except (exception.Timeout, resolver.NXDOMAIN, resolver.NoAnswer, resolver.NoNameservers):
        return []


def _run(account: Account, public: Resolver) -> Iterator[Finding]:
    environment = account.environment
    route53 = account.client("route53")
    try:
        described = route53.get_hosted_zone(Id=environment.hosted_zone_id)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchHostedZone":
            raise
        yield stop("zone", f"there is no zone {environment.hosted_zone_id}", "see hosted_zone_id")
        return
    zone = described["HostedZone"]
    name = zone["Name"].rstrip(".")
    if zone.get("Config", {}).get("PrivateZone"):
        yield stop("zone", f"{name} is a private zone", "name the public one in hosted_zone_id")
        return
    if environment.domain != name and not environment.domain.endswith(f".{name}"):
        advice = "see domain and hosted_zone_id"
        yield stop("zone", f"{environment.domain} is not in the zone {name}", advice)
        return
    yield ok("zone", f"{name} in Route 53")
    yield _delegation(name, described["DelegationSet"]["NameServers"], public)
    records = list(
        pages(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone["Id"])
    )
    yield _authorities(environment.domain, records, public)
    yield _in_the_way(account, records)


def _delegation(zone: str, servers: Iterable[str], public: Resolver) -> Finding:
    own = {server.rstrip(".").lower() for server in servers}
    answered = {server.rstrip(".").lower() for server in public(zone, "NS")}
    if own == answered:
        return ok("delegation", f"{zone} is delegated to this zone")
    advice = f"at your registrar, name the servers {', '.join(sorted(own))}"
    if own & answered:
        return warning("delegation", f"{zone} is delegated to other servers as well", advice)
    there = ", ".join(sorted(answered)) or "no servers"
    text = f"{zone} is delegated to {there}: AWS would wait for hours to issue certificates"
    return stop("delegation", text, advice)


def _authorities(domain: str, records: Iterable[Record], public: Resolver) -> Finding:
    """Look for a CAA record that keeps Amazon from issuing certificates: the nearest one counts."""
    own = {
        (record["Name"].rstrip("."), record["Type"]): [
            value["Value"] for value in record.get("ResourceRecords", ())
        ]
        for record in records
    }
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        name = ".".join(labels[start:])
        values = own.get((name, "CAA")) or public(name, "CAA")
        if not values:
            continue
        issuers = [value for value in values if " issue " in value]
        if issuers and not any(each in value for value in issuers for each in AUTHORITIES):
            return stop(
                "CAA",
                f"the CAA record of {name} keeps Amazon from issuing certificates",
                'add the value 0 issue "amazon.com" to it',
            )
        return ok("CAA", f"the CAA record of {name} lets Amazon issue certificates")
    return ok("CAA", "no CAA record: every authority may issue certificates")


def _in_the_way(account: Account, records: Iterable[Record]) -> Finding:
    there: dict[str, set[str]] = {}
    for record in records:
        there.setdefault(record["Name"].rstrip("."), set()).add(record["Type"])
    found = []
    for stack in account.stacks:
        wanted = list(_wanted(account, resources(account, stack)))
        owned = {each.rstrip(".") for each in (owned_ids(account, stack.name) if wanted else ())}
        found += [
            f"{kind} of {name}"
            for name, kind in wanted
            if name not in owned and {kind, "CNAME"} & there.get(name, set())
        ]
    if not found:
        return ok("records", "none in the way")
    return stop(
        "records",
        f"in the way: {', '.join(sorted(set(found)))}; CloudFormation replaces no record",
        "remove them as you deploy, or keep them: mail_dmarc = false, another domain",
    )


def _wanted(account: Account, made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and type of the public records among resources, where the name is known."""
    for resource in made.values():
        properties = resource.get("Properties", {})
        is_public = properties.get("HostedZoneId") == account.environment.hosted_zone_id
        if is_public and isinstance(properties["Name"], str):
            yield properties["Name"], properties["Type"]


CHECK = Check(
    "DNS",
    (
        "route53:GetHostedZone",
        "route53:ListResourceRecordSets",
        "cloudformation:ListStackResources",
    ),
    _run,
)
