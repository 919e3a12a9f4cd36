"""Runs an operator's command, and turns its errors into an exit code and a line on stderr."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

from sqlalchemy.exc import DBAPIError

from chassis.config import ConfigError
from chassis.errors import DomainError

EXIT_ERROR = 2
EXIT_INTERRUPTED = 130
"""128 + SIGINT, as shells report Ctrl-C."""


def exit_code(work: Coroutine[Any, Any, int]) -> int:
    """Run the command and return its exit code.

    Return EXIT_ERROR, with the reason on stderr, where settings are missing, or a database or
    service is unavailable.
    """
    try:
        return asyncio.run(work)
    except ConfigError as error:
        reason = "\n".join(error.faults)
    except DomainError as error:
        reason = error.message
    except DBAPIError as error:
        reason = f"the database: {error.orig}"
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    print(reason, file=sys.stderr)  # noqa: T201 (a command prints)
    return EXIT_ERROR
