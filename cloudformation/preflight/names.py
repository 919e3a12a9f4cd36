"""Fixed names that the stacks give, and that something else in the account has already."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, pages, stop
from cloudformation.preflight.owned import owned_ids, resources

_NAMES = {
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::SecretsManager::Secret": "Name",
}
_GITHUB = "oidc-provider/token.actions.githubusercontent.com"


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    own_account = account.client("sts").get_caller_identity()["Account"]
    for kind, subject, advice in (
        ("AWS::Logs::LogGroup", "log groups", "delete it, or rename the store"),
        ("AWS::RDS::DBInstance", "database's name", "rename the store, or delete that database"),
        (
            "AWS::SecretsManager::Secret",
            "secrets",
            "a deleted secret keeps its name: delete-secret --force-delete-without-recovery",
        ),
    ):
        found = list(_in_the_way(account, kind, own_account))
        if found:
            yield stop(subject, f"in the way: {', '.join(found)}", advice)
        else:
            yield ok(subject, "none in the way")
    yield _distribution(account)
    if account.environment.github_repository and not account.environment.github_oidc_provider:
        yield _github(account)


def _in_the_way(account: Account, kind: str, own_account: str) -> Iterator[str]:
    for stack in account.stacks:
        names = [
            _text(resource["Properties"][_NAMES[kind]], account, own_account)
            for resource in resources(account, stack).values()
            if resource["Type"] == kind and _NAMES[kind] in resource.get("Properties", {})
        ]
        if not names:
            continue
        owned = owned_ids(account, stack.name)
        region = stack.region(account.environment)
        for name in names:
            # The physical id of a secret is its ARN, which has the name.
            if not any(name in each for each in owned) and _exists(account, kind, name, region):
                yield name


def _text(name: Any, account: Account, own_account: str) -> str:
    if isinstance(name, Mapping):
        text = str(name["Fn::Sub"])
        text = text.replace("${AWS::Region}", account.environment.region)
        return text.replace("${AWS::AccountId}", own_account)
    return str(name)


def _exists(account: Account, kind: str, name: str, region: str) -> bool:
    if kind == "AWS::Logs::LogGroup":
        logs = account.client("logs", region)
        found = pages(logs, "describe_log_groups", "logGroups", logGroupNamePrefix=name)
        return any(group["logGroupName"] == name for group in found)
    if kind == "AWS::SecretsManager::Secret":
        secrets = account.client("secretsmanager", region)
        filters = [{"Key": "name", "Values": [name]}]
        arguments = {"Filters": filters, "IncludePlannedDeletion": True}
        found = pages(secrets, "list_secrets", "SecretList", **arguments)
        return any(secret["Name"] == name for secret in found)
    try:
        account.client("rds", region).describe_db_instances(DBInstanceIdentifier=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "DBInstanceNotFound":
            raise
        return False
    return True


def _distribution(account: Account) -> Finding:
    domain = account.environment.domain
    cloudfront = account.client("cloudfront", "us-east-1")
    listed = cloudfront.get_paginator("list_distributions").paginate()
    owned = owned_ids(account, "edge")
    for page in listed:
        for distribution in page["DistributionList"].get("Items", ()):
            aliases = distribution.get("Aliases", {}).get("Items", ())
            if domain in aliases and distribution["Id"] not in owned:
                text = f"the distribution {distribution['Id']} has the name {domain} already"
                return stop("CloudFront", text, "remove the alternate domain name there")
    return ok("CloudFront", f"no other distribution of the account has the name {domain}")


def _github(account: Account) -> Finding:
    listed = account.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    owned = owned_ids(account, "pipeline")
    for provider in listed:
        if provider["Arn"].endswith(_GITHUB) and provider["Arn"] not in owned:
            advice = f'set github_oidc_provider = "{provider["Arn"]}"'
            return stop("GitHub", "the account has its OIDC provider already", advice)
    return ok("GitHub", "no other OIDC provider of GitHub")


CHECK = Check(
    "names",
    (
        "logs:DescribeLogGroups",
        "secretsmanager:ListSecrets",
        "rds:DescribeDBInstances",
        "cloudfront:ListDistributions",
        "iam:ListOpenIDConnectProviders",
        "cloudformation:ListStackResources",
    ),
    _run,
)
