"""E-mail by SES, from one verified sender."""

from concurrent.futures import Executor
from typing import Any
from uuid import UUID

from chassis.aws import call
from chassis.contact.ascii_email import ascii_email


class SesMail:
    """Sends e-mails of plain text in UTF-8."""

    def __init__(self, ses: Any, sender: str, threads: Executor | None = None) -> None:
        """Send from `sender` by a boto3 client of SES, in these threads or in the loop's own."""
        self._ses = ses
        self._sender = sender
        self._threads = threads

    async def send(self, event_id: UUID, to: str, subject: str, text: str) -> None:
        """Send an e-mail, tagged with `event_id`. Raise Refused, AwsUnavailable."""
        await call(
            self._ses.send_email,
            threads=self._threads,
            Source=self._sender,
            Destination={"ToAddresses": [ascii_email(to)]},
            Message={
                "Subject": {"Data": subject, "Charset": "UTF-8"},
                "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
            },
            Tags=[{"Name": "event_id", "Value": str(event_id)}],
        )
