"""Logs as JSON, one object a line, each with the request's id."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

from chassis.call import request_id


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
        JsonFormatter(
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
