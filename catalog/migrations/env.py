"""The script that Alembic runs; the connection comes from chassis.db.migrations."""

from chassis.db.migrations import run_env

run_env()
