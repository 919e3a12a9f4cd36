"""`python -m cloudformation.machine.first_machine` keeps the others waiting for a release's first.

install.py runs it once the processes serve, before the machine signals. On the first machine of a
release in its group it lasts for some minutes: the machine already gets its share of the requests,
CloudFormation watches the alarms, and replaces no other machine before the signal. On every other
machine, and in a store without an earlier release, it ends at once.

Who is first, the machines know by streams of their group's log, which they have the rights for
anyway: one that has been first makes the stream of its release.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cloudformation.machine.boot import PLAN
from cloudformation.machine.log_events import Event
from cloudformation.machine.shipping import INSTANCE, LogStream

ANY_RELEASE = "releases"
"""The stream of a group that has had a release."""


def wait_as_first(
    logs: Any, group: str, key: str, machine: str, seconds: float, sleep: Callable[[float], None]
) -> None:
    """Sleep for `seconds` on the first machine of the release with this key, unless it is any's."""
    release = f"{ANY_RELEASE}/{Path(key).stem}"
    event = {"timestamp": int(time.time() * 1000), "message": f"{machine} serves {key}"}
    try:
        if not _exists(logs, group, ANY_RELEASE, event):
            # A new group: nothing serves beside it that could be kept.
            LogStream(logs, group, ANY_RELEASE).put([event])
        elif not _exists(logs, group, release, event):
            print(f"the first machine of {key}: watched for {seconds:.0f} s", flush=True)
            sleep(seconds)
        LogStream(logs, group, release).put([event])
    except (BotoCoreError, ClientError) as error:
        # It serves, and its logs wait as well.
        print(f"not known whether it is the first machine: {error}", flush=True)


def _exists(logs: Any, group: str, stream: str, event: Event) -> bool:
    try:
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])
    except logs.exceptions.ResourceNotFoundException:
        return False
    return True


def main() -> None:
    """Do it on this machine."""
    plan = json.loads(PLAN.read_text())
    logs = boto3.client("logs", region_name=plan["region"])
    machine = INSTANCE.read_text().strip()
    wait_as_first(logs, plan["log"], plan["key"], machine, plan["watch"], time.sleep)


if __name__ == "__main__":
    main()
