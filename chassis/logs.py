"""Logs as JSON, one object a line, each with the request's id."""

import logging
import re
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from chassis.call import request_id

# PostgreSQL's DETAIL repeats the row that it would not take: a buyer's name and address.
_DETAIL = re.compile(r"DETAIL:.*?(?=\n\[SQL|\n\n|\Z)", re.DOTALL)


class _Formatter(JsonFormatter):
    """Withholds what the database quotes."""

    def formatException(self, ei: Any) -> Any:  # noqa: N802 (logging's own name)
        return _DETAIL.sub("DETAIL: withheld", str(super().formatException(ei)))


class _RequestId(logging.Filter):
    """Puts the id of the request being served on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if current := request_id.get():
            record.request_id = current
        return True


def configure(service: str, level: str = "INFO") -> None:
    """Send every log of this process to stderr as JSON: time, level, logger, message and extras."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(
            "{levelname}{name}{message}",
            style="{",
            timestamp="time",
            rename_fields={"levelname": "level", "name": "logger"},
            static_fields={"service": service},
            json_ensure_ascii=False,
        )
    )
    handler.addFilter(_RequestId())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Alembic and botocore tell every step; warnings are what an operator needs of them.
    for noisy in ("alembic", "botocore", "boto3", "urllib3", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
