"""Run by Alembic; the connection comes from chassis.migrations."""

from chassis.migrations import run_env

run_env()
