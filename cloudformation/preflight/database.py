"""RDS in the region: the version, the instance class in each zone, and settable parameters."""

import re
from collections.abc import Iterator

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, pages, stop
from cloudformation.preflight.machines import zones
from cloudformation.stacks.data import CERTIFICATE_AUTHORITY, DATABASE_PARAMETERS, POSTGRES

_ABILITIES = (
    "MultiAZCapable",
    "SupportsEnhancedMonitoring",
    "SupportsIAMDatabaseAuthentication",
    "SupportsPerformanceInsights",
    "SupportsStorageAutoscaling",
    "SupportsStorageEncryption",
)


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    rds = account.client("rds")
    versions = [
        version["EngineVersion"]
        for version in pages(
            rds,
            "describe_db_engine_versions",
            "DBEngineVersions",
            Engine="postgres",
            EngineVersion=POSTGRES,
        )
    ]
    if not versions:
        text = f"RDS has no PostgreSQL {POSTGRES} in {account.environment.region}"
        yield stop("PostgreSQL", text, "deploy in another region")
        return
    newest = max(versions, key=lambda version: [int(part) for part in version.split(".")])
    yield ok("PostgreSQL", f"{newest} and {len(versions) - 1} others")
    yield _class(account, newest)
    yield _parameters(account)
    authorities = [
        authority["CertificateIdentifier"]
        for authority in pages(rds, "describe_certificates", "Certificates")
    ]
    if CERTIFICATE_AUTHORITY in authorities:
        yield ok("RDS certificates", CERTIFICATE_AUTHORITY)
    else:
        text = f"no authority {CERTIFICATE_AUTHORITY}, but {', '.join(authorities)}"
        yield stop("RDS certificates", text, "deploy in another region")


def _class(account: Account, version: str) -> Finding:
    """Look whether the instance class is offered in each zone, with all that the store uses."""
    name = account.environment.database_class
    offers = [
        offer
        for offer in pages(
            account.client("rds"),
            "describe_orderable_db_instance_options",
            "OrderableDBInstanceOptions",
            Engine="postgres",
            EngineVersion=version,
            DBInstanceClass=name,
            Vpc=True,
        )
        if offer.get("StorageType") == "gp3"
    ]
    there = {zone["Name"] for offer in offers for zone in offer["AvailabilityZones"]}
    missing = sorted(set(zones(account)) - there)
    if missing:
        text = f"{name} with gp3 is not offered in {', '.join(missing)}"
        return stop("database class", text, "choose another database_class")
    lacking = [each for each in _ABILITIES if not any(offer.get(each) for offer in offers)]
    if lacking:
        text = f"{name} lacks {', '.join(lacking)}"
        return stop("database class", text, "choose another database_class")
    return ok("database class", f"{name} in {', '.join(zones(account))}")


def _parameters(account: Account) -> Finding:
    family = f"postgres{POSTGRES}"
    rds = account.client("rds")
    defaults: dict[str, dict[str, object]] = {}
    for page in rds.get_paginator("describe_engine_default_parameters").paginate(
        DBParameterGroupFamily=family
    ):
        for parameter in page["EngineDefaults"]["Parameters"]:
            defaults[parameter["ParameterName"]] = parameter
    wrong = []
    for name, value in DATABASE_PARAMETERS.items():
        parameter = defaults.get(name)
        if parameter is None:
            wrong.append(f"{name} is not known")
        elif not parameter.get("IsModifiable"):
            wrong.append(f"{name} cannot be set")
        elif not _is_allowed(value, str(parameter.get("AllowedValues", ""))):
            wrong.append(f"{name} may not be {value}, but {parameter['AllowedValues']}")
    if wrong:
        advice = (
            "take it out of DATABASE_PARAMETERS in cloudformation/stacks/data.py, and report it"
        )
        return stop("database parameters", "; ".join(wrong), advice)
    return ok("database parameters", f"all {len(DATABASE_PARAMETERS)} may be set in {family}")


def _is_allowed(value: str, allowed: str) -> bool:
    """Whether a value is among "0,1", or within "-1-2147483647"; True where RDS names none."""
    if not allowed:
        return True
    span = re.fullmatch(r"(-?\d+)-(-?\d+)", allowed)
    if span and re.fullmatch(r"-?\d+", value):
        return int(span[1]) <= int(value) <= int(span[2])
    return value in allowed.split(",")


CHECK = Check(
    "database",
    (
        "rds:DescribeDBEngineVersions",
        "rds:DescribeOrderableDBInstanceOptions",
        "rds:DescribeEngineDefaultParameters",
        "rds:DescribeCertificates",
        "ec2:DescribeAvailabilityZones",
    ),
    _run,
)
