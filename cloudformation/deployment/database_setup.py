"""Has the keeper prepare the databases: one machine that says how it went and ends.

It goes before the services of a release, and once: their own machines have no right to.
"""

import time
from collections.abc import Iterator

from botocore.exceptions import ClientError

from cloudformation.deployment.account import Account
from cloudformation.deployment.stack_state import StackFailed

PATIENCE = 900.0
"""Seconds, of which a machine's start takes some ninety."""


def prepare_databases(account: Account, release: str, patience: float = PATIENCE) -> None:
    """Start the keeper with a release and wait for its word. Raise StackFailed."""
    ec2 = account.client("ec2")
    started = ec2.run_instances(
        LaunchTemplate={
            "LaunchTemplateId": account.output("keeper", "LaunchTemplateId"),
            "Version": account.output("keeper", "LaunchTemplateVersion"),
        },
        MinCount=1,
        MaxCount=1,
    )
    instance = started["Instances"][0]["InstanceId"]
    account.tell(f"  {instance} prepares the databases")
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        for word in _words(account, instance):
            if word == f"SUCCESS {release}":
                return
            if word.startswith("FAILURE"):
                raise StackFailed(f"the keeper has failed: {_console(account, instance)}")
        time.sleep(account.pause)
    ec2.terminate_instances(InstanceIds=[instance])
    raise StackFailed(f"the keeper has not said a word: {_console(account, instance)}")


def _words(account: Account, instance: str) -> Iterator[str]:
    group = account.environment.log_group("keeper")
    try:
        told = account.client("logs").get_log_events(
            logGroupName=group, logStreamName=instance, startFromHead=True
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return  # it has not written yet
        raise
    for event in told["events"]:
        yield event["message"].strip()


def _console(account: Account, instance: str) -> str:
    try:
        told = account.client("ec2").get_console_output(InstanceId=instance, Latest=True)
    except ClientError as error:
        return f"its console cannot be read ({error})"
    return str(told.get("Output", ""))[-2000:] or "its console is empty"
