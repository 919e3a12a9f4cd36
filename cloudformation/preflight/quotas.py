"""Quotas of the account against what the store takes, beside what others use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, pages, stop, warning
from cloudformation.stacks.database_setup import INSTANCE_TYPE

CLOUDFRONT_PREFIX_LIST_RULES = 55
"""How many rules of a security group CloudFront's prefix list counts for."""
_GLOBAL = "us-east-1"


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota of Service Quotas, and its default where that service refuses to tell."""

    subject: str
    service: str
    code: str
    default: int
    region: str | None = None

    def value(self, account: Account) -> tuple[int, str]:
        """Return the quota, and where it comes from."""
        quotas = account.client("service-quotas", self.region)
        arguments = {"ServiceCode": self.service, "QuotaCode": self.code}
        for call, source in (
            (quotas.get_service_quota, "quota"),
            (quotas.get_aws_default_service_quota, "AWS's default"),
        ):
            try:
                return int(call(**arguments)["Quota"]["Value"]), source
            except ClientError:
                continue
        return self.default, "a new account's default, Service Quotas refused"


VCPUS = Quota("vCPUs", "ec2", "L-1216C47A", 5)
ADDRESSES = Quota("Elastic IPs", "ec2", "L-0263D0A3", 5)
VPCS = Quota("VPCs", "vpc", "L-F678F1CE", 5)
GROUP_RULES = Quota("rules of a group", "vpc", "L-0EA8095F", 60)
BALANCERS = Quota("load balancers", "elasticloadbalancing", "L-53DA6B97", 50)
DATABASES = Quota("database instances", "rds", "L-7B6409FD", 40)
DISTRIBUTIONS = Quota("distributions", "cloudfront", "L-24B04930", 200, _GLOBAL)
WEB_ACLS = 100
"""Web ACLs for CloudFront of an account; Service Quotas has no value of it for every account."""


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    environment = account.environment
    yield _vcpus(account)
    ec2 = account.client("ec2")
    own = {"Key": "Store", "Value": environment.name}
    addresses = ec2.describe_addresses()["Addresses"]
    others = sum(own not in address.get("Tags", ()) for address in addresses)
    gateways = {"none": 0, "one": 1, "zone": environment.zones}[environment.nat]
    yield _compare(account, ADDRESSES, others, gateways)
    vpcs = list(pages(ec2, "describe_vpcs", "Vpcs"))
    yield _compare(account, VPCS, sum(own not in vpc.get("Tags", ()) for vpc in vpcs), 1)
    yield _compare(account, GROUP_RULES, 0, CLOUDFRONT_PREFIX_LIST_RULES)
    elb = account.client("elbv2")
    balancers = [
        balancer
        for balancer in pages(elb, "describe_load_balancers", "LoadBalancers")
        if balancer["Type"] == "application"
        and not balancer["LoadBalancerName"].startswith(environment.prefix[:6])
    ]
    yield _compare(account, BALANCERS, len(balancers), 2)
    rds = account.client("rds")
    names = [
        database["DBInstanceIdentifier"]
        for database in pages(rds, "describe_db_instances", "DBInstances")
    ]
    mine = {f"{environment.prefix}-database", f"{environment.prefix}-replica"}
    used = sum(name not in mine for name in names)
    yield _compare(account, DATABASES, used, 1 + environment.database_replica)
    cloudfront = account.client("cloudfront", _GLOBAL)
    listed = cloudfront.get_paginator("list_distributions").paginate()
    comments = [
        distribution["Comment"]
        for page in listed
        for distribution in page["DistributionList"].get("Items", ())
    ]
    used = sum(comment != f"Tienda {environment.name}" for comment in comments)
    yield _compare(account, DISTRIBUTIONS, used, 1)
    acls = account.client("wafv2", _GLOBAL).list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    used = sum(acl["Name"] != environment.prefix for acl in acls)
    yield _row("web ACLs", WEB_ACLS, "AWS's default", used, 1)


def _compare(account: Account, quota: Quota, used: int, needed: int) -> Finding:
    value, source = quota.value(account)
    return _row(quota.subject, value, source, used, needed)


def _row(subject: str, value: int, source: str, used: int, needed: int) -> Finding:
    text = f"{needed} needed, {used} used by others, of {value} ({source})"
    if used + needed > value:
        advice = f"request {used + needed} or more in Service Quotas; it can take hours"
        return stop(subject, text, advice)
    return ok(subject, text)


def _vcpus(account: Account) -> Finding:
    environment = account.environment
    ec2 = account.client("ec2")
    running = [
        instance
        for reservation in pages(
            ec2,
            "describe_instances",
            "Reservations",
            Filters=[{"Name": "instance-state-name", "Values": ["pending", "running"]}],
        )
        for instance in reservation["Instances"]
    ]
    own = {"Key": "Store", "Value": environment.name}
    used = sum(
        instance["CpuOptions"]["CoreCount"] * instance["CpuOptions"]["ThreadsPerCore"]
        for instance in running
        if own not in instance.get("Tags", ()) and instance["InstanceType"][0] in "acdhimrtz"
    )
    kinds = {fleet.instance_type for fleet in environment.fleets.values()} | {INSTANCE_TYPE}
    sizes = _sizes(account, kinds)
    fleets = environment.fleets.values()
    rolling = sum((fleet.least + 1) * sizes[fleet.instance_type] for fleet in fleets)
    full = sum(fleet.most * sizes[fleet.instance_type] for fleet in fleets)
    setup = sizes[INSTANCE_TYPE]
    row = _compare(account, VCPUS, used, rolling + setup)
    value, source = VCPUS.value(account)
    most = max(rolling, full) + setup
    if row.advice or used + most <= value:
        return row
    return warning(
        VCPUS.subject,
        f"{most} needed with full fleets, {used} used by others, of {value} ({source})",
        f"request {used + most} in Service Quotas, or the fleets stop growing early",
    )


def _sizes(account: Account, kinds: set[str]) -> Mapping[str, int]:
    """Return the vCPUs of instance types."""
    described = account.client("ec2").describe_instance_types(InstanceTypes=sorted(kinds))
    return {
        each["InstanceType"]: each["VCpuInfo"]["DefaultVCpus"]
        for each in described["InstanceTypes"]
    }


CHECK = Check(
    "quotas",
    (
        "servicequotas:GetServiceQuota",
        "servicequotas:GetAWSDefaultServiceQuota",
        "ec2:DescribeAddresses",
        "ec2:DescribeVpcs",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceTypes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "rds:DescribeDBInstances",
        "cloudfront:ListDistributions",
        "wafv2:ListWebACLs",
    ),
    _run,
)
