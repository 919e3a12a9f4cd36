"""The SQL that enqueues e-mails to the owners of accounts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from users.domain import Email
from users.tables import accounts, outbox

CONFIRM_EMAIL, RESET_PASSWORD = "mail.confirm", "mail.reset"
PASSWORD_CHANGED = "mail.password-changed"  # noqa: S105 (a kind of message)
"""Kinds of messages."""
PROMOTED: Mapping[str, Any] = MappingProxyType({"promoted": True})
"""Payload of RESET_PASSWORD: the account is an admin's now."""
TAKEN: Mapping[str, Any] = MappingProxyType({"taken": True})
"""Payload of CONFIRM_EMAIL: somebody tried to open another account with the e-mail."""
FORGOTTEN: Mapping[str, Any] = MappingProxyType({"forgotten": True})
"""Payload of PASSWORD_CHANGED: the account's phone and addresses were deleted."""

_NO_ACCOUNT = sa.func.uuidv7(type_=sa.Uuid)


async def enqueue(
    connection: AsyncConnection,
    kind: str,
    account_id: UUID,
    payload: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Add a message to the account's owner, to be sent once this is committed.

    What an earlier version does not know is said in the payload, not by a new kind: during a
    release it may be the one that sends, and would park the message.
    """
    values = {"kind": kind, "subject": account_id, "payload": dict(payload)}
    await connection.execute(sa.insert(outbox).values(values))


async def enqueue_by_email(
    connection: AsyncConnection,
    kind: str,
    email: Email,
    payload: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Add a message to the owner of this e-mail, or to no account if nobody has it.

    One statement, which does the same work in both cases: time does not reveal who has an account.
    """
    owner = sa.select(accounts.c.id).where(accounts.c.email_key == email.key).scalar_subquery()
    subject = sa.func.coalesce(owner, _NO_ACCOUNT)
    values = {"kind": kind, "subject": subject, "payload": dict(payload)}
    await connection.execute(sa.insert(outbox).values(values))
