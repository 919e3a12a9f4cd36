"""Logs as JSON, one object a line, each with the request's id."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from chassis import telemetry
from chassis.request_context import request_id

# PostgreSQL's DETAIL repeats the row that it would not take: a buyer's name and address.
_DETAIL = re.compile(r"DETAIL:.*?(?=\n\[SQL|\n\n|\Z)", re.DOTALL)


_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
"""What every record has; the rest is what its caller gave as `extra`."""


class _Formatter(logging.Formatter):
    """Writes JSON; withholds what the database quotes."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "service": self._service,
        }
        if record.exc_info:
            fields["exc_info"] = self.formatException(record.exc_info)
        fields |= {name: value for name, value in record.__dict__.items() if name not in _OWN}
        try:
            return msgspec.json.encode(fields, enc_hook=str).decode()
        except (TypeError, ValueError):  # half a surrogate pair, or a key that is no text
            return json.dumps(fields, default=str)

    def formatException(self, ei: Any) -> Any:  # noqa: N802 (logging's own name)
        return _DETAIL.sub("DETAIL: withheld", str(super().formatException(ei)))


class _RequestId(logging.Filter):
    """Puts the id of the request being served on each record, and that of its trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        if current := request_id.get():
            record.request_id = current
        if trace := telemetry.trace_id():
            record.trace_id = trace
        return True


def configure(service: str, level: str = "INFO") -> None:
    """Send every log of this process to stderr as JSON: time, level, logger, message and extras."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(service))
    handler.addFilter(_RequestId())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # No line tells of them, but each record asks the system for them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # Alembic and botocore tell every step; warnings are what an operator needs of them.
    for noisy in ("alembic", "botocore", "boto3", "urllib3", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
