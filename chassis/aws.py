"""How services call AWS: boto3 blocks, so every call runs in a thread, and may fail in two ways."""

import asyncio
import functools
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from contextlib import nullcontext
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from chassis import telemetry
from chassis.errors import Unavailable
from chassis.outbox.outbox import Refused
from chassis.outbox.relay import AT_ONCE

CONNECT_TIMEOUT, READ_TIMEOUT = 2.0, 5.0
"""Seconds, where nobody waits for the answer but an outbox."""

# What is wrong with this one message or object. Any other "no", as to expired credentials or to a
# topic that is not there, is the shop's own trouble: it passes when somebody mends it.
_REFUSALS = {
    "InvalidParameter",
    "InvalidParameterValue",
    "MessageRejected",
    "OptedOut",
    "ParameterValueInvalid",
    "ValidationError",
}


class OutOfReach(Unavailable):
    """AWS does not answer, fails, or will not have us: later it may go."""


def aws_client(
    name: str,
    *,
    connect_timeout: float = CONNECT_TIMEOUT,
    read_timeout: float = READ_TIMEOUT,
    max_attempts: int = 1,
    **settings: Any,
) -> Any:
    """Make a boto3 client; region, credentials and endpoint come from the environment.

    `settings` are more of those of botocore.config.Config.
    """
    config = Config(
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        retries={"total_max_attempts": max_attempts},
        # A worker's messages may all be with one client; what does not fit is connected anew.
        max_pool_connections=AT_ONCE,
        # Unless told, boto3 may sign S3's links in an older way, and for a host that sends readers
        # on to the region's, where the signature is no good. A bare IP address is asked by path.
        signature_version="s3v4" if name == "s3" else None,
        s3={"addressing_style": "virtual"},
        **settings,
    )
    return boto3.client(name, config=config)


async def call(
    operation: Callable[..., Any],
    *,
    threads: Executor | None = None,
    expected: Collection[str] = (),
    traced: bool = True,
    **arguments: Any,
) -> Any:
    """Call an operation of a client, in a thread of `threads` or of the loop's own.

    Return None when AWS says no with one of the `expected` codes. Raise
    chassis.outbox.outbox.Refused for what this request will always be refused for, else OutOfReach.
    Their texts repeat nothing that was sent. The call is a span of the trace if it is `traced`.
    """
    work = functools.partial(operation, **arguments)
    try:
        with telemetry.span(f"aws {operation.__name__}") if traced else nullcontext():
            return await asyncio.get_running_loop().run_in_executor(threads, work)
    except ParamValidationError as error:
        # Its text has the value that is not valid.
        raise Refused(f"not valid for {operation.__name__}") from error
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in expected:
            return None
        raise refusal(code, error.operation_name) from error
    except BotoCoreError as error:
        raise OutOfReach(f"{type(error).__name__}: {error}") from error


def refusal(code: str, operation: str) -> Refused | OutOfReach:
    """Return what it means that AWS says no with this code."""
    told = f"{code} at {operation}"
    return Refused(told) if code in _REFUSALS else OutOfReach(told)
