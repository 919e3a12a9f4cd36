"""The key by which a session's earlier refresh tokens are told from made-up ones."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Null for a session of an earlier version, until it is refreshed.
    op.execute("ALTER TABLE sessions ADD COLUMN token_key bytea")
