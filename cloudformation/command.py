"""What the commands that speak to AWS have alike: how a store is named, and how they end."""

import argparse
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from cloudformation.build import read
from cloudformation.config.environment import Environment, EnvironmentFault
from cloudformation.deployment.account import Account, Unknown
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.packaging.bundle import key_of, sha256_of

FAILED = 1
WRONG = 2
_FORESEEN = (
    StackFailed,
    Unknown,
    EnvironmentFault,
    ClientError,
    BotoCoreError,
    Boto3Error,
    OSError,
    tomllib.TOMLDecodeError,
)


def parser(name: str, about: str | None) -> argparse.ArgumentParser:
    """Return a parser that knows --environment."""
    made = argparse.ArgumentParser(
        prog=f"python -m cloudformation.{name}", description=about, allow_abbrev=False
    )
    made.add_argument(
        "--environment", type=Path, metavar="FILE", required=True, help="the store's settings, TOML"
    )
    return made


def release(text: str) -> str:
    """Return the key of the release that an option names, by its SHA-256 or its key."""
    sha256 = sha256_of(text)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise argparse.ArgumentTypeError(f"{text} is no SHA-256 of a release: 64 hex digits")
    return key_of(sha256)


def tell(line: str) -> None:
    """Show a step at once."""
    print(line, flush=True)


def account_of(environment: Environment) -> Account:
    """Return the account that boto3's own settings lead to (AWS_PROFILE and its like)."""
    import boto3  # noqa: PLC0415 (nothing reaches for AWS before a command needs it)

    return Account(boto3.Session(), environment, tell)


def run(
    options: argparse.Namespace,
    do: Callable[[Account], int],
    also_foreseen: tuple[type[Exception], ...] = (),
) -> int:
    """Do a command; what may go wrong ends it with a line, and with 1."""
    try:
        return do(account_of(read(options.environment, None)))
    except (*_FORESEEN, *also_foreseen) as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("ended; the same command goes on from here", file=sys.stderr)
        return FAILED
