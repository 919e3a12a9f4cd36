"""Shows what went out: the endpoint keeps the latest messages of each kind, and sends none of them.

Moto has a view of all it holds, but it holds all for ever, and reading it while messages come in
fails now and then.
"""

import json
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from moto.core.model_instances import model_data
from moto.ses.models import Message, SESBackend
from moto.sns.models import SNSBackend, Topic

from local.aws.gate import Application

PATH = "/sent"
KEPT = 1000
"""Messages of each kind, the latest."""


class Sent:
    """The messages that went out since the endpoint was started."""

    def __init__(self, sns: SNSBackend, topic: Topic, ses: SESBackend) -> None:
        """Have moto forget the oldest: each would stay in its memory, in several places."""
        for models in model_data.values():
            for model in models.values():
                model.instances_tracked = deque(maxlen=KEPT)  # type: ignore[attr-defined]
        sns.sms_messages = _Latest()
        sns.sms_message_objects = _Latest()
        topic.sent_notifications = deque(maxlen=KEPT)  # type: ignore[assignment]
        ses.sent_messages = deque(maxlen=KEPT)  # type: ignore[assignment]
        self._sns, self._topic, self._ses = sns, topic, ses

    def document(self) -> dict[str, list[Any]]:
        """Return them, the latest last: "sms" and "emails" to buyers, "events" for the world."""
        # Copies, each made at one stroke: other threads go on sending.
        sms = list(self._sns.sms_messages.values())
        notifications = list(self._topic.sent_notifications)
        return {
            "sms": [{"to": to, "text": text} for to, text in sms],
            "emails": [*self._notes(notifications), *self._letters()],
            "events": [
                json.loads(text)
                for _, text, _, attributes, _ in notifications
                if not _recipient(attributes)
            ],
        }

    def _notes(self, notifications: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, str]]:
        """E-mail by SNS: a message that one subscription alone lets through."""
        addresses = {
            subscription.attributes.get("FilterPolicy", ""): subscription.endpoint
            for subscription in list(self._sns.subscriptions.values())
            if subscription.protocol == "email"
        }
        for _, text, subject, attributes, _ in notifications:
            if recipient := _recipient(attributes):
                to = addresses.get(json.dumps({"recipient": [recipient]}), "")
                yield {"to": to, "subject": subject, "text": text}

    def _letters(self) -> Iterator[dict[str, str]]:
        """E-mail by SES."""
        for sent in list(self._ses.sent_messages):
            if isinstance(sent, Message):
                to = ", ".join(sent.destinations["ToAddresses"])
                yield {"to": to, "subject": sent.subject, "text": sent.body}


class _Latest(OrderedDict[Any, Any]):
    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        if len(self) > KEPT:
            self.popitem(last=False)


def shown(application: Application, sent: Sent) -> Application:
    """Return `application`, with what was sent to be read at PATH."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Whoever signs a request means a bucket of that name.
        if environ["PATH_INFO"] != PATH or "HTTP_AUTHORIZATION" in environ:
            return application(environ, start_response)
        body = json.dumps(sent.document(), ensure_ascii=False, indent=2).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    return serve


def _recipient(attributes: dict[str, Any] | None) -> str:
    return str((attributes or {}).get("recipient", {}).get("Value", ""))
