"""Database URLs: where the database is, who logs in, and how.

A URL is "postgresql://user:password@host:port/database". With `?login=iam` and no password, this
machine's IAM role logs in to RDS. `sslrootcert=FILE` has the server's certificate verified against
the authorities in that file; `login=iam` requires it, so that no token goes to another server.
"""

import ssl
from typing import Any

import sqlalchemy as sa

from chassis.db.rds_iam_auth import password_provider

_DEFAULT_PORT = 5432
_OWN_PARAMETERS = ("login", "sslrootcert")


def is_postgres_url(text: str) -> bool:
    """Whether the text is such a URL; `sslrootcert` is not opened."""
    if not text.startswith("postgresql://"):
        return False
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        return False
    login = url.query.get("login")
    if login is None:
        return True
    is_complete = url.host and url.username and not url.password and "sslrootcert" in url.query
    return login == "iam" and bool(is_complete)


def parse_database_url(text: str) -> tuple[sa.URL, dict[str, Any]]:
    """Return the URL for SQLAlchemy, and arguments for asyncpg's `connect`.

    Raise OSError when the certificates cannot be read, or an AWS session cannot be made.
    """
    url = sa.make_url(text)
    arguments: dict[str, Any] = {}
    if isinstance(authorities := url.query.get("sslrootcert"), str):
        arguments["ssl"] = ssl.create_default_context(cafile=authorities)
    if url.query.get("login") == "iam":
        assert url.host, "checked by is_postgres_url"
        assert url.username, "likewise"
        arguments["password"] = password_provider(url.host, url.port or _DEFAULT_PORT, url.username)
    address = url.difference_update_query(_OWN_PARAMETERS)
    return address.set(drivername="postgresql+asyncpg"), arguments
