"""The tables of the users database."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from chassis.outbox.outbox import outbox_table

metadata = sa.MetaData()

_time = sa.DateTime(timezone=True)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("email_key", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("created_at", _time, nullable=False),
    sa.Column("email_confirmed_at", _time),
    sa.Column("channels", pg.ARRAY(sa.Text), nullable=False),
)

# Its trigger notes in ended_sessions whatever is deleted here.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account_id", sa.Uuid, nullable=False),
    sa.Column("token_digest", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", _time, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("created_at", _time, nullable=False),
    sa.Column("used_at", _time, nullable=False),
    sa.Column("token_key", sa.LargeBinary),
)

ended_sessions = sa.Table(
    "ended_sessions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("ended_at", _time, nullable=False),
)

mail_links = sa.Table(
    "mail_links",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("account_id", sa.Uuid, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("expires_at", _time, nullable=False),
)

closed_accounts = sa.Table(
    "closed_accounts",
    metadata,
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("closed_at", _time, nullable=False),
)

limits = sa.Table(
    "limits",
    metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("even_at", _time, nullable=False),
)

outbox = outbox_table(metadata)

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account_id", sa.Uuid, nullable=False),
    sa.Column("line1", sa.Text, nullable=False),
    sa.Column("line2", sa.Text, nullable=False),
    sa.Column("city", sa.Text, nullable=False),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("postal_code", sa.Text, nullable=False),
    sa.Column("country_code", sa.Text, nullable=False),
)
