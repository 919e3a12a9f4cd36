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

# PostgreSQL's DETAIL quotes the row that it rejects: a buyer's name and address.
_DETAIL = re.compile(r"DETAIL:.*?(?=\n\[SQL|\n\n|\Z)", re.DOTALL)


_MAX_TRACEBACK = 60_000
"""Characters: what carries a line to its reader cuts longer ones, and JSON that is cut is lost."""

_STANDARD_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
"""Attributes of every record; all others come from the caller's `extra`."""


class _Formatter(logging.Formatter):
    """Writes JSON, without the rows that PostgreSQL quotes."""

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
        fields |= {
            name: value for name, value in record.__dict__.items() if name not in _STANDARD_FIELDS
        }
        try:
            return msgspec.json.encode(fields, enc_hook=str).decode()
        except (TypeError, ValueError):  # half a surrogate pair, or a key that is no text
            return json.dumps(fields, default=str)

    def formatException(self, ei: Any) -> Any:  # noqa: N802 (logging's own name)
        return _without_middle(_DETAIL.sub("DETAIL: withheld", str(super().formatException(ei))))


def _without_middle(traceback: str) -> str:
    # What was raised is at the end, where it came from at the beginning.
    left_out = len(traceback) - _MAX_TRACEBACK
    if left_out <= 0:
        return traceback
    half = _MAX_TRACEBACK // 2
    return f"{traceback[:half]}\n… [{left_out} characters left out] …\n{traceback[-half:]}"


class _RequestId(logging.Filter):
    """Adds the ids of the request being served and of its trace to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if served := request_id.get():
            record.request_id = served
        if trace := telemetry.trace_id():
            record.trace_id = trace
        return True


def configure(service: str, level: str = "INFO") -> None:
    """Write every log of this process to stderr as JSON: time, level, logger, message, extras."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(service))
    handler.addFilter(_RequestId())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # No line contains these, but each record would make system calls for them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # At INFO these log every step; an operator needs their warnings only.
    for noisy in ("alembic", "botocore", "boto3", "urllib3", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
