"""What whoever runs the command may do, as far as AWS tells without doing it."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from cloudformation.config.settings import DATABASE_SETUP
from cloudformation.deployment.account import Account
from cloudformation.preflight.finding import Check, Finding, Resolver, ok, stop, warning

NEEDED = (
    "cloudformation:CreateChangeSet",
    "cloudformation:ExecuteChangeSet",
    "cloudfront:CreateInvalidation",
    "ec2:RunInstances",
    "iam:CreatePolicy",
    "iam:CreateRole",
    "iam:PassRole",
    "s3:PutObject",
    "ssm:GetParameters",
)
"""Some of the actions of a person's deployment, which makes the pipeline stack too."""


def _run(account: Account, _: Resolver) -> Iterator[Finding]:
    identity = account.client("sts").get_caller_identity()
    arn = identity["Arn"]
    yield ok("account", f"{identity['Account']} as {arn}")
    yield _simulate(account, arn)
    yield _dry_run(account)


def _simulate(account: Account, arn: str) -> Finding:
    if arn.endswith(":root"):
        return ok("rights", "the account's root user may do everything")
    resource = arn.rpartition(":")[2]
    if f"/{account.environment.prefix}-pipeline-DeployerRole-" in resource:
        return ok("rights", "GitHub's role, which the pipeline stack gives its rights")
    iam = account.client("iam")
    if resource.startswith("assumed-role/"):
        arn = iam.get_role(RoleName=resource.split("/")[1])["Role"]["Arn"]
    results = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=list(NEEDED))
    denied = [
        result["EvalActionName"]
        for result in results["EvaluationResults"]
        if result["EvalDecision"] != "allowed"
    ]
    if denied:
        text = f"denied, at least on some resources: {', '.join(denied)}"
        return warning("rights", text, "deploy as an administrator")
    return ok("rights", f"{len(NEEDED)} actions of a deployment are allowed")


def _dry_run(account: Account) -> Finding:
    """Ask EC2 whether it would start the database setup, once its launch template is there."""
    outputs = account.state_of(DATABASE_SETUP).outputs
    if "LaunchTemplateId" not in outputs:
        return ok("database setup", "its launch template will be made")
    template = {
        "LaunchTemplateId": outputs["LaunchTemplateId"],
        "Version": outputs["LaunchTemplateVersion"],
    }
    try:
        account.client("ec2").run_instances(
            LaunchTemplate=template, MinCount=1, MaxCount=1, DryRun=True
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "DryRunOperation":
            message = error.response["Error"].get("Message", str(error))
            return stop("database setup", f"EC2 would not start it: {message}", "mend that first")
    return ok("database setup", "EC2 would start it")


CHECK = Check(
    "rights",
    ("iam:GetRole", "iam:SimulatePrincipalPolicy"),
    _run,
)
