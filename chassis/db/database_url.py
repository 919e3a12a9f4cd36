"""What a database's URL says: where it is, who logs in, and how.

"postgresql://user:password@host:port/database", or without a password and with `?login=iam`, where
RDS is logged into as IAM lets this machine's role. `sslrootcert=FILE` has the server's certificate
checked against those that sign it; for `login=iam` it must be given, so that no token goes to
somebody else.
"""

import ssl
from typing import Any

import sqlalchemy as sa

from chassis.db.rds_iam_auth import login

_PORT = 5432
_OURS = ("login", "sslrootcert")


def is_postgres_url(text: str) -> bool:
    """Whether it reads as above; that the file is there is seen when it is needed."""
    if not text.startswith("postgresql://"):
        return False
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        return False
    way = url.query.get("login")
    if way is None:
        return True
    has_all = url.host and url.username and not url.password and "sslrootcert" in url.query
    return way == "iam" and bool(has_all)


def understand(text: str) -> tuple[sa.URL, dict[str, Any]]:
    """Return the URL for SQLAlchemy, and what asyncpg is told beside it.

    Raise OSError when the certificates cannot be read, or a session with AWS not be made.
    """
    url = sa.make_url(text)
    more: dict[str, Any] = {}
    if isinstance(authorities := url.query.get("sslrootcert"), str):
        more["ssl"] = ssl.create_default_context(cafile=authorities)
    if url.query.get("login") == "iam":
        assert url.host, "checked by is_postgres_url"
        assert url.username, "likewise"
        more["password"] = login(url.host, url.port or _PORT, url.username)
    plain = url.difference_update_query(_OURS)
    return plain.set(drivername="postgresql+asyncpg"), more
