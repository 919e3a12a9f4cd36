"""What the commands that call AWS share: their options, the account, their exit statuses."""

import argparse
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from cloudformation.build import read_environment
from cloudformation.config.environment import Environment, InvalidEnvironment
from cloudformation.deployment.account import Account, MissingOutput
from cloudformation.deployment.stack_state import StackFailed
from cloudformation.packaging.bundle import release_key, release_sha256

EXIT_FAILURE = 1
EXIT_USAGE = 2
_EXPECTED_ERRORS = (
    StackFailed,
    MissingOutput,
    InvalidEnvironment,
    ClientError,
    BotoCoreError,
    Boto3Error,
    OSError,
    tomllib.TOMLDecodeError,
)


def new_parser(name: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser for a command, with the option --environment."""
    parser = argparse.ArgumentParser(
        prog=f"python -m cloudformation.{name}", description=description, allow_abbrev=False
    )
    parser.add_argument(
        "--environment", type=Path, metavar="FILE", required=True, help="the store's settings, TOML"
    )
    return parser


def release(text: str) -> str:
    """Return the key of a release that an option gives by its SHA-256 or its key."""
    sha256 = release_sha256(text)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise argparse.ArgumentTypeError(f"{text} is no SHA-256 of a release: 64 hex digits")
    return release_key(sha256)


def report(line: str) -> None:
    """Print a line about the progress at once."""
    print(line, flush=True)


def open_account(environment: Environment) -> Account:
    """Return the store in the account of boto3's credentials (AWS_PROFILE and the like)."""
    import boto3  # noqa: PLC0415 (only a command that runs needs it)

    return Account(boto3.Session(), environment, report)


def run(
    options: argparse.Namespace,
    action: Callable[[Account], int],
    more_errors: tuple[type[Exception], ...] = (),
) -> int:
    """Run a command's action; return its exit status.

    Print an expected error, or one of `more_errors`, as one line and return 1.
    """
    try:
        return action(open_account(read_environment(options.environment, None)))
    except (*_EXPECTED_ERRORS, *more_errors) as error:
        print(error, file=sys.stderr)
        return EXIT_FAILURE
    except KeyboardInterrupt:
        print("interrupted; run the same command to go on", file=sys.stderr)
        return EXIT_FAILURE
