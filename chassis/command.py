"""How an operator's command ends: with its exit code, or a line on why it could not look."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

from sqlalchemy.exc import DBAPIError

from chassis.config import ConfigError
from chassis.errors import DomainError

EXIT_ERROR = 2
EXIT_INTERRUPTED = 130
"""As shells have it for Ctrl-C."""


def exit_code(work: Coroutine[Any, Any, int]) -> int:
    """Do the work and answer the exit code that it answers.

    EXIT_ERROR, with the reason on stderr, when settings are missing or a part that is needed
    is out of reach.
    """
    try:
        return asyncio.run(work)
    except ConfigError as error:
        why = "\n".join(error.faults)
    except DomainError as error:
        why = error.message
    except DBAPIError as error:
        why = f"the database: {error.orig}"
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    print(why, file=sys.stderr)  # noqa: T201 (a command speaks)
    return EXIT_ERROR
