"""Records the messages that moto accepts in a file, since moto's own memory dies with it.

A JSON line for each message is written before the sender gets its response.
"""

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any


def record_sns(module: ModuleType, path: Path) -> None:
    """Record what is published to a topic or to a phone number."""
    publish = module.SNSBackend.publish

    @functools.wraps(publish)
    def recorded(backend: Any, message: str, *rest: Any, **named: Any) -> Any:
        response = publish(backend, message, *rest, **named)
        attributes = {
            name: str(attribute["Value"])
            for name, attribute in (named.get("message_attributes") or {}).items()
        }
        phone = named.get("phone_number")
        _write(path, {
            "event_id": attributes.get("event_id", ""),
            "type": "sms" if phone else attributes.get("type", ""),
            "to": phone or attributes.get("recipient", ""),
            "text": message,
        })  # fmt: skip
        return response

    module.SNSBackend.publish = recorded


def record_ses(module: ModuleType, path: Path) -> None:
    """Record what is sent by e-mail. moto drops the tag with the event's id."""
    send_email = module.SESBackend.send_email

    @functools.wraps(send_email)
    def recorded(backend: Any, source: str, subject: str, body: str, destinations: Any) -> Any:
        response = send_email(backend, source, subject, body, destinations)
        to = [address for addresses in destinations.values() for address in addresses]
        _write(path, {"event_id": "", "type": "ses", "to": ",".join(to), "text": body})
        return response

    module.SESBackend.send_email = recorded


RECORDED: dict[str, Callable[[ModuleType, Path], None]] = {
    "moto.sns.models": record_sns,
    "moto.ses.models": record_ses,
}


def _write(path: Path, line: dict[str, str]) -> None:
    # One write to a file opened to append, so that lines of two threads do not mix.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)
