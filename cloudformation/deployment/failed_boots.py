"""What machines printed whose boot failed: they send it to a log group before they are replaced."""

from botocore.exceptions import ClientError

from cloudformation.config.settings import BOOTS
from cloudformation.deployment.account import Account

MAX_CHARACTERS = 2000
"""How much of each is shown: what went wrong is at the end."""
MAX_BOOTS = 3
"""The first ones; later ones mostly fail for the same reason."""


def failed_boots(account: Account, since: float, instance: str = "") -> list[str]:
    """Return the end of what each machine printed whose boot failed after `since`, seconds.

    With `instance`, of that one alone. Empty also where the log may not be read, as with a pipeline
    stack of an earlier release.
    """
    streams = {"logStreamNames": [instance]} if instance else {}
    try:
        response = account.client("logs").filter_log_events(
            logGroupName=account.environment.log_group(BOOTS),
            startTime=int(since * 1000),
            **streams,
        )
    except ClientError:
        return []
    return [
        f"{event['logStreamName']}, {event['message'].partition(' ')[0]}:"
        f" {event['message'][-MAX_CHARACTERS:].strip()}"
        for event in response["events"][:MAX_BOOTS]
    ]
