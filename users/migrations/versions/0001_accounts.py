"""Accounts, sessions and addresses."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE accounts (
            id uuid PRIMARY KEY,
            email text NOT NULL,
            email_key text NOT NULL CONSTRAINT accounts_email_key UNIQUE,  -- case-folded
            password_hash text NOT NULL,
            name text NOT NULL,
            phone text,
            language text NOT NULL,
            role text NOT NULL CHECK (role IN ('customer', 'admin')),
            created_at timestamptz NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE sessions (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
            token_digest bytea NOT NULL,  -- SHA-256 of the one refresh token that is good now
            expires_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX sessions_account ON sessions (account_id)")
    op.execute(
        """
        CREATE TABLE addresses (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
            line1 text NOT NULL,
            line2 text NOT NULL,
            city text NOT NULL,
            region text NOT NULL,
            postal_code text NOT NULL,
            country_code text NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX addresses_account ON addresses (account_id)")
