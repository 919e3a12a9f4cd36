"""Links in e-mails, devices of sessions, channels, the outbox, and closed accounts."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)


_STATEMENTS = [
    "ALTER TABLE accounts ADD COLUMN email_confirmed_at timestamptz",
    "ALTER TABLE accounts ADD COLUMN channels text[] NOT NULL DEFAULT '{email}'",
    # now() is one value for all existing rows: the table is not rewritten.
    """
    ALTER TABLE sessions
        ADD COLUMN device text NOT NULL DEFAULT '',
        ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN used_at timestamptz NOT NULL DEFAULT now()
    """,
    """
    CREATE TABLE mail_links (
        digest bytea PRIMARY KEY,  -- SHA-256 of the token in the link
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        purpose text NOT NULL CHECK (purpose IN ('confirm', 'reset')),
        expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX mail_links_account ON mail_links (account_id)",
    """
    CREATE TABLE outbox (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kind text NOT NULL,
        subject uuid NOT NULL,
        payload jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        last_error text,
        delivered_at timestamptz,
        parked_at timestamptz
    )
    """,
    """
    CREATE INDEX outbox_due ON outbox (due_at)
        WHERE delivered_at IS NULL AND parked_at IS NULL
    """,
    "CREATE INDEX outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL",
    "CREATE TABLE ended_sessions (id uuid PRIMARY KEY, ended_at timestamptz NOT NULL)",
    "CREATE INDEX ended_sessions_time ON ended_sessions (ended_at)",
    # However a session ends, its access token must be revoked: by a log-out, a stolen token, a new
    # password, or with its account. After an hour every such token has expired.
    """
    CREATE FUNCTION note_ended_session() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM ended_sessions WHERE id IN (
            SELECT id FROM ended_sessions WHERE ended_at < now() - interval '1 hour'
            LIMIT 100 FOR UPDATE SKIP LOCKED
        );
        INSERT INTO ended_sessions VALUES (OLD.id, now()) ON CONFLICT DO NOTHING;
        RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER sessions_ended AFTER DELETE ON sessions
        FOR EACH ROW EXECUTE FUNCTION note_ended_session()
    """,
    """
    CREATE TABLE closed_accounts (
        position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        id uuid NOT NULL UNIQUE,
        closed_at timestamptz NOT NULL
    )
    """,
]
