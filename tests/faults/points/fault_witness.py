"""Writes down what moto was given to send, since moto's own memory dies with it.

One JSON line a message, in the file before the sender hears that it was taken.
"""

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any


def watch_sns(module: ModuleType, book: Path) -> None:
    """Watch what is published on a topic or to a telephone."""
    publish = module.SNSBackend.publish

    @functools.wraps(publish)
    def watched(backend: Any, message: str, *rest: Any, **named: Any) -> Any:
        answer = publish(backend, message, *rest, **named)
        attributes = {
            name: str(attribute["Value"])
            for name, attribute in (named.get("message_attributes") or {}).items()
        }
        phone = named.get("phone_number")
        _write(book, {
            "event_id": attributes.get("event_id", ""),
            "way": "sms" if phone else attributes.get("type", ""),
            "to": phone or attributes.get("recipient", ""),
            "text": message,
        })  # fmt: skip
        return answer

    module.SNSBackend.publish = watched


def watch_ses(module: ModuleType, book: Path) -> None:
    """Watch what is sent by e-mail. Moto drops the tag that has the event's id."""
    send_email = module.SESBackend.send_email

    @functools.wraps(send_email)
    def watched(backend: Any, source: str, subject: str, body: str, destinations: Any) -> Any:
        answer = send_email(backend, source, subject, body, destinations)
        to = [address for addresses in destinations.values() for address in addresses]
        _write(book, {"event_id": "", "way": "ses", "to": ",".join(to), "text": body})
        return answer

    module.SESBackend.send_email = watched


WATCHED: dict[str, Callable[[ModuleType, Path], None]] = {
    "moto.sns.models": watch_sns,
    "moto.ses.models": watch_ses,
}


def _write(book: Path, line: dict[str, str]) -> None:
    # One write of a file opened to append: lines of two threads do not mix.
    descriptor = os.open(book, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)
