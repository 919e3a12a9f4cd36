"""The settings of a database connection."""

from dataclasses import dataclass

from chassis.config import setting
from chassis.db.database_url import is_postgres_url


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """The settings of a command that works on a service's database."""

    database_url: str = setting(
        help="postgresql://user:password@host:port/database, or for RDS"
        " postgresql://user@host/database?login=iam&sslrootcert=FILE",
        check=is_postgres_url,
        secret=True,
    )
