"""What the commands that speak to AWS have alike: how a store is named, and how they end."""

import argparse
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from cloudformation.account import Account, Unknown
from cloudformation.build import read
from cloudformation.environment import Environment, EnvironmentFault
from cloudformation.stack_state import StackFailed

FAILED = 1
WRONG = 2
_FORESEEN = (
    StackFailed,
    Unknown,
    EnvironmentFault,
    ClientError,
    BotoCoreError,
    OSError,
    tomllib.TOMLDecodeError,
)


def parser(name: str, about: str | None) -> argparse.ArgumentParser:
    """Answer a parser that knows --environment."""
    made = argparse.ArgumentParser(
        prog=f"python -m cloudformation.{name}", description=about, allow_abbrev=False
    )
    made.add_argument(
        "--environment", type=Path, metavar="FILE", required=True, help="the store's knobs, TOML"
    )
    return made


def tell(line: str) -> None:
    """Show a step at once."""
    print(line, flush=True)


def account_of(environment: Environment) -> Account:
    """Answer the account that boto3's own settings lead to (AWS_PROFILE and its like)."""
    import boto3  # noqa: PLC0415 (nothing reaches for AWS before a command needs it)

    return Account(boto3.Session(), environment, tell)


def run(options: argparse.Namespace, do: Callable[[Account], int]) -> int:
    """Do a command; what may go wrong ends it with a line, and with 1."""
    try:
        return do(account_of(read(options.environment, None)))
    except _FORESEEN as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("ended; the same command goes on from here", file=sys.stderr)
        return FAILED
