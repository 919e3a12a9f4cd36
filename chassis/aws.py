"""Calls to AWS, in threads, since boto3 blocks. They raise Refused or AwsUnavailable."""

import asyncio
import functools
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from typing import Any

from chassis import telemetry
from chassis.errors import Unavailable
from chassis.outbox.outbox import Refused
from chassis.outbox.relay import MAX_CONCURRENT

CONNECT_TIMEOUT, READ_TIMEOUT = 2.0, 5.0
"""Seconds, for calls that only an outbox waits for."""

# The message or object itself is invalid, so a retry is useless. Any other error, such as expired
# credentials or a missing topic, is the shop's own fault: retries succeed once it is mended.
#
# A topic that is full of subscriptions is refused too, for one buyer: retried, it would hold up the
# mails of everybody else. The parked message tells the owner.
_REFUSED_CODES = {
    "FilterPolicyLimitExceeded",
    "InvalidParameter",
    "InvalidParameterValue",
    "MessageRejected",
    "OptedOut",
    "ParameterValueInvalid",
    "SubscriptionLimitExceeded",
    "ValidationError",
}


class AwsUnavailable(Unavailable):
    """AWS does not answer, fails, or denies access; a retry may succeed."""


def aws_client(
    service: str,
    *,
    connect_timeout: float = CONNECT_TIMEOUT,
    read_timeout: float = READ_TIMEOUT,
    max_attempts: int = 1,
    **options: Any,
) -> Any:
    """Make a boto3 client; region, credentials and endpoint come from the environment.

    Timeouts are in seconds; `options` are further ones of botocore's Config.
    """
    # boto3 takes 25 MB of memory: only processes that call AWS should import it.
    import boto3  # noqa: PLC0415 (see above)
    from botocore.config import Config  # noqa: PLC0415 (see above)

    config = Config(
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        retries={"total_max_attempts": max_attempts},
        # All messages that a worker has in flight may be with one client.
        max_pool_connections=MAX_CONCURRENT,
        # By default boto3 may sign links to S3 in an older way, for a host that redirects readers
        # to the region's own, where that signature is not valid. URLs of an IP address are
        # path-style all the same.
        signature_version="s3v4" if service == "s3" else None,
        s3={"addressing_style": "virtual"},
        **options,
    )
    return boto3.client(service, config=config)


class LazyClient:
    """A boto3 client that is made, in a thread, when it is first needed.

    A process that may have nothing to send for days saves boto3's memory until then.
    """

    def __init__(self, service: str, threads: Executor | None = None, **options: Any) -> None:
        """Prepare a client as `aws_client` makes it, in these threads or in the loop's own."""
        self._make = functools.partial(aws_client, service, **options)
        self._threads = threads
        self._client: Any = None
        self._lock = asyncio.Lock()

    async def get(self) -> Any:
        """Return the client."""
        if self._client is None:
            async with self._lock:
                if self._client is None:
                    loop = asyncio.get_running_loop()
                    self._client = await loop.run_in_executor(self._threads, self._make)
        return self._client


async def call(
    operation: Callable[..., Any],
    *,
    threads: Executor | None = None,
    expected: Collection[str] = (),
    traced: bool = True,
    **arguments: Any,
) -> Any:
    """Call an operation of a client, in a thread of `threads` or of the loop's own.

    Return None when AWS responds with one of the `expected` error codes. With `traced`, the call is
    a span. Raise chassis.outbox.outbox.Refused for a request that AWS will never accept, otherwise
    AwsUnavailable. Their messages contain nothing that was sent.
    """
    from botocore.exceptions import (  # noqa: PLC0415 (loaded with the client)
        BotoCoreError,
        ClientError,
        ParamValidationError,
    )

    work = functools.partial(operation, **arguments)
    loop = asyncio.get_running_loop()
    try:
        if not traced:
            return await loop.run_in_executor(threads, work)
        with telemetry.span(f"aws {operation.__name__}"):
            return await loop.run_in_executor(threads, work)
    except ParamValidationError as error:
        # Its message has the invalid value.
        raise Refused(f"not valid for {operation.__name__}") from error
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in expected:
            return None
        raise error_of(code, error.operation_name) from error
    except BotoCoreError as error:
        raise AwsUnavailable(f"{type(error).__name__}: {error}") from error


def error_of(code: str, operation: str) -> Refused | AwsUnavailable:
    """Return the error for AWS's error code at an operation."""
    message = f"{code} at {operation}"
    return Refused(message) if code in _REFUSED_CODES else AwsUnavailable(message)
