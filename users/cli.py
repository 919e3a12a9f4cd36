"""The operator's commands: signing keys, access tokens, admins, sessions."""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from chassis.clock import system_clock
from chassis.config import load_or_exit
from chassis.contact.emails import parse_email
from chassis.contact.postal_address import MAX_LINE
from chassis.db.database import Database
from chassis.db.settings import DatabaseSettings
from chassis.errors import DomainError, InvalidRequest, Validation
from chassis.ids import new_id
from chassis.request_context import Role
from chassis.text.validation import read_line
from chassis.violations import Code
from users.accounts.commands import AccountCommands
from users.domain import (
    LANGUAGES,
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    Email,
    EmailNotConfirmed,
    Promotion,
    Registration,
    is_good_password,
)
from users.passwords.common_passwords import is_common, is_personal
from users.passwords.hasher import Passwords, store_hasher
from users.rate_limits.rate_limiter import RateLimiter
from users.sessions.signing_keys import KeySettings, load_signers, write_new_key

MAX_TOKEN_LIFETIME = timedelta(days=1)
"""A script's token cannot be revoked."""


_PROMOTED = {
    Promotion.ALREADY_ADMIN: "the account is an admin's already; nothing has changed",
    Promotion.BY_LINK: (
        "the account is an admin's now. It is signed out everywhere, and its password no longer"
        " works: a link to choose another is on its way to {email}, good for 30 minutes. The page"
        " /account/reset of the shop sends another"
    ),
    Promotion.WITH_PASSWORD: (
        "the account is an admin's now, with the password that you gave, and signed out everywhere"
    ),
}


class _CommandError(Exception):
    """The command cannot be carried out; the message says why."""


def run(arguments: Sequence[str]) -> int:
    """Run a command; return the exit code: 0, or 70 or 75 with the reason on stderr."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (_CommandError, OSError) as error:
        print(f"users: {error}", file=sys.stderr)
        return os.EX_SOFTWARE
    except DomainError as error:
        print(f"users: {error.message}", file=sys.stderr)
        return os.EX_TEMPFAIL
    return os.EX_OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m users", description="Serves accounts; with a command, does that instead."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    admin = commands.add_parser(
        "create-admin",
        help="open an admin's account, or make an account that exists an admin's (DATABASE_URL)",
    )
    admin.add_argument("email", type=_email)
    admin.add_argument("--name", type=_name, default="Admin")
    admin.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the first line; without it, an account that exists is mailed"
        " a link to choose one",
    )
    admin.add_argument(
        "--unconfirmed",
        action="store_true",
        help="make an account an admin's although nobody has shown that its e-mail is theirs;"
        " its password and sessions end all the same",
    )
    admin.set_defaults(run=_create_admin)

    demoted = commands.add_parser(
        "remove-admin",
        help="make an admin's account a customer's and end its sessions (DATABASE_URL)",
    )
    demoted.add_argument("email", type=_email)
    demoted.set_defaults(run=_remove_admin)

    ended = commands.add_parser(
        "end-sessions", help="sign an account out wherever it is signed in (DATABASE_URL)"
    )
    ended.add_argument("email", type=_email)
    ended.set_defaults(run=_end_sessions)

    token = commands.add_parser(
        "issue-token", help="print an access token for a script (SIGNING_KEY_FILE)"
    )
    token.add_argument("--role", type=Role, choices=list(Role), default=Role.ADMIN)
    token.add_argument("--minutes", type=_minutes, default=timedelta(minutes=60))
    token.add_argument("--subject", type=UUID, help="an account's id; one of nobody's if left out")
    token.set_defaults(run=_issue_token)

    key = commands.add_parser("new-key", help="write a fresh signing key")
    key.add_argument("file", type=Path)
    key.set_defaults(run=_new_key)
    return parser


def _name(text: str) -> str:
    validation = Validation()
    name = read_line(validation, "name", text, max_length=MAX_LINE)
    if validation.violations:
        raise argparse.ArgumentTypeError(validation.violations[0].description)
    return name


def _email(text: str) -> Email:
    address = parse_email(text)
    if address is None:
        raise argparse.ArgumentTypeError("not an e-mail address")
    return Email(address)


def _minutes(text: str) -> timedelta:
    lifetime = timedelta(minutes=int(text))
    if not timedelta() < lifetime <= MAX_TOKEN_LIFETIME:
        raise argparse.ArgumentTypeError("must be 1 to 1440")
    return lifetime


def _create_admin(options: argparse.Namespace) -> None:
    async def create(accounts: AccountCommands) -> None:
        email: Email = options.email
        given = _read_password(from_stdin=True) if options.password_stdin else None
        promotion = await accounts.promote(email, unconfirmed=options.unconfirmed, password=given)
        if promotion is not None:
            print(_PROMOTED[promotion].format(email=email.address))
            return
        password = given or _read_password(from_stdin=False)
        if is_personal(password, email.address, options.name):
            raise InvalidRequest.of("password", Code.PERSONAL_PASSWORD)
        await accounts.register(
            Registration(email, password, options.name, phone=None, language=LANGUAGES[0]),
            Role.ADMIN,
        )
        print("admin account created")

    _with_accounts(create)


def _remove_admin(options: argparse.Namespace) -> None:
    async def demote(accounts: AccountCommands) -> None:
        if await accounts.demote(options.email) is None:
            raise _CommandError("no account has this e-mail")
        print("the account is a customer's now, and signed out everywhere")

    _with_accounts(demote)


def _end_sessions(options: argparse.Namespace) -> None:
    async def end_sessions(accounts: AccountCommands) -> None:
        if await accounts.end_sessions(options.email) is None:
            raise _CommandError("no account has this e-mail")
        print("the account is signed out everywhere")

    _with_accounts(end_sessions)


def _with_accounts(action: Callable[[AccountCommands], Awaitable[None]]) -> None:
    asyncio.run(_run_on_database(action))


async def _run_on_database(action: Callable[[AccountCommands], Awaitable[None]]) -> None:
    database = Database.connect(load_or_exit(DatabaseSettings).database_url, name="users-command")
    passwords = Passwords(store_hasher())
    try:
        await action(
            AccountCommands(
                database=database,
                passwords=passwords,
                rate_limiter=RateLimiter(database, system_clock),
                clock=system_clock,
            )
        )
    except EmailNotConfirmed as error:
        raise _CommandError(
            f"{error.message}. If you opened the account, follow the link in its mail first;"
            " --unconfirmed does without"
        ) from None
    except InvalidRequest as error:
        (violation,) = error.violations
        raise _CommandError(f"a {violation.field} {violation.description}") from None
    finally:
        passwords.close()
        await database.close()


def _read_password(*, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != password:
            raise _CommandError("the two passwords differ")
    if not is_good_password(password):
        raise _CommandError(
            f"a password has {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters"
        )
    if is_common(password):
        raise _CommandError("that is one of the most common passwords")
    return password


def _issue_token(options: argparse.Namespace) -> None:
    signer = load_signers(load_or_exit(KeySettings))[0]
    account_id = options.subject or new_id()
    print(signer.sign(account_id, options.role, new_id(), system_clock(), options.minutes))


def _new_key(options: argparse.Namespace) -> None:
    signer = write_new_key(options.file)
    print(f"{options.file}: key {signer.key_id}")
