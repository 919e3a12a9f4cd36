"""The buckets of rate limits."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Unlogged: an attempt costs less, and after a crash all buckets are full again.
    op.execute(
        """
        CREATE UNLOGGED TABLE limits (
            key bytea PRIMARY KEY,  -- SHA-256 of the rule and of whom it is held against
            even_at timestamptz NOT NULL  -- when all that was taken will have come back
        )
        """
    )
    op.execute("CREATE INDEX limits_even ON limits (even_at)")
