"""An index of parked messages, which are few, so that counting them is cheap."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("CREATE INDEX outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL")
