"""Serves the latest messages of each kind that were sent. None of them leaves the machine.

Moto has such a view too, but it keeps all messages for ever, and reading it while messages arrive
fails now and then.
"""

import json
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from moto.core.model_instances import model_data
from moto.ses.models import Message, SESBackend
from moto.sns.models import SNSBackend, Topic

from local.aws import SENT_PATH
from local.aws.access_control import Application

MAX_MESSAGES = 1000
"""The latest messages of each kind."""


class Sent:
    """The messages that were sent since the endpoint started."""

    def __init__(self, sns: SNSBackend, topic: Topic, ses: SESBackend) -> None:
        """Limit moto's own lists of messages, which would grow for ever."""
        for models in model_data.values():
            for model in models.values():
                model.instances_tracked = deque(maxlen=MAX_MESSAGES)  # type: ignore[attr-defined]
        sns.sms_messages = _Latest()
        sns.sms_message_objects = _Latest()
        topic.sent_notifications = deque(maxlen=MAX_MESSAGES)  # type: ignore[assignment]
        ses.sent_messages = deque(maxlen=MAX_MESSAGES)  # type: ignore[assignment]
        self._sns, self._topic, self._ses = sns, topic, ses

    def document(self) -> dict[str, list[Any]]:
        """Return them, the latest last: "sms" and "emails" to buyers, and "events"."""
        # Atomic copies: other threads go on sending.
        sms = list(self._sns.sms_messages.values())
        notifications = list(self._topic.sent_notifications)
        return {
            "sms": [{"to": to, "text": text} for to, text in sms],
            "emails": [*self._sns_emails(notifications), *self._ses_emails()],
            "events": [
                json.loads(text)
                for _, text, _, attributes, _ in notifications
                if not _recipient(attributes)
            ],
        }

    def _sns_emails(self, notifications: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, str]]:
        """Yield e-mails by SNS: messages that the filter of one subscription accepts."""
        addresses = {
            subscription.attributes.get("FilterPolicy", ""): subscription.endpoint
            for subscription in list(self._sns.subscriptions.values())
            if subscription.protocol == "email"
        }
        for _, text, subject, attributes, _ in notifications:
            if recipient := _recipient(attributes):
                to = addresses.get(json.dumps({"recipient": [recipient]}), "")
                yield {"to": to, "subject": subject, "text": text}

    def _ses_emails(self) -> Iterator[dict[str, str]]:
        """Yield e-mails by SES."""
        for sent in list(self._ses.sent_messages):
            if isinstance(sent, Message):
                to = ", ".join(sent.destinations["ToAddresses"])
                yield {"to": to, "subject": sent.subject, "text": sent.body}


class _Latest(OrderedDict[Any, Any]):
    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        if len(self) > MAX_MESSAGES:
            self.popitem(last=False)


def with_sent_messages(application: Application, sent: Sent) -> Application:
    """Return `application` with the sent messages at SENT_PATH."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # A signed request is for a bucket of that name.
        if environ["PATH_INFO"] != SENT_PATH or "HTTP_AUTHORIZATION" in environ:
            return application(environ, start_response)
        body = json.dumps(sent.document(), ensure_ascii=False, indent=2).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    return serve


def _recipient(attributes: dict[str, Any] | None) -> str:
    return str((attributes or {}).get("recipient", {}).get("Value", ""))
