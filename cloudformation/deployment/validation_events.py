"""Why CloudFormation refused a change set: its validation before anything is changed.

The change set itself says only that a validation failed; the events have the resource and why.
"""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError


def validation_errors(client: Any, stack: str, change_set: str) -> list[str]:
    """Return a line for each failure, "TITLE (TYPE): reason"; none when they cannot be read."""
    try:
        return list(_validation_errors(client, stack, change_set))
    except (BotoCoreError, ClientError) as error:
        return [f"its events cannot be read ({error})"]


def _validation_errors(client: Any, stack: str, change_set: str) -> Iterator[str]:
    page_token: dict[str, str] = {}
    while True:
        page = client.describe_events(StackName=stack, ChangeSetName=change_set, **page_token)
        for event in page.get("OperationEvents", ()):
            reason = event.get("ValidationStatusReason") or event.get("HookStatusReason")
            if reason:
                title, kind = event.get("LogicalResourceId", stack), event.get("ResourceType", "")
                place = event.get("ValidationPath", "")
                yield f"{title} ({kind}){f' at {place}' if place else ''}: {reason}"
        if "NextToken" not in page:
            return
        page_token = {"NextToken": page["NextToken"]}
