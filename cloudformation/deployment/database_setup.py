"""Runs the database setup of a release: an instance that migrates the databases and terminates.

It runs before the services of the release start: their own instances have no right to do it.
"""

import time
from collections.abc import Iterator

from botocore.exceptions import ClientError

from cloudformation.config.settings import DATABASE_SETUP
from cloudformation.deployment.account import Account
from cloudformation.deployment.failed_boots import failed_boots
from cloudformation.deployment.stack_state import StackFailed

TIMEOUT = 900.0
"""Seconds, of which about 90 are the start of the instance."""


def set_up_databases(account: Account, release: str, timeout: float = TIMEOUT) -> None:
    """Start the instance with a release, by its key, and wait for its result. Raise StackFailed."""
    ec2 = account.client("ec2")
    response = ec2.run_instances(
        LaunchTemplate={
            "LaunchTemplateId": account.output(DATABASE_SETUP, "LaunchTemplateId"),
            "Version": account.output(DATABASE_SETUP, "LaunchTemplateVersion"),
        },
        MinCount=1,
        MaxCount=1,
    )
    instance = response["Instances"][0]["InstanceId"]
    started = time.time()
    account.report(f"  {instance} prepares the databases")
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        for message in _log_messages(account, instance):
            if message == f"SUCCESS {release}":
                return
            if message.startswith("FAILURE"):
                # EC2 may show a console late, or never.
                printed = "".join(failed_boots(account, started, instance))
                printed = printed or _console_output(account, instance)
                raise StackFailed(f"the database setup failed: {printed}")
        time.sleep(account.poll_interval)
    ec2.terminate_instances(InstanceIds=[instance])
    console = _console_output(account, instance)
    raise StackFailed(f"the database setup wrote no result within {timeout:.0f} s: {console}")


def _log_messages(account: Account, instance: str) -> Iterator[str]:
    try:
        response = account.client("logs").get_log_events(
            logGroupName=account.environment.log_group(DATABASE_SETUP),
            logStreamName=instance,
            startFromHead=True,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return  # it has not written yet
        raise
    for event in response["events"]:
        yield event["message"].strip()


def _console_output(account: Account, instance: str) -> str:
    try:
        response = account.client("ec2").get_console_output(InstanceId=instance, Latest=True)
    except ClientError as error:
        return f"its console cannot be read ({error})"
    return str(response.get("Output", ""))[-2000:] or "its console is empty"
