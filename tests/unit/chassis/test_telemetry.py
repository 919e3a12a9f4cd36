"""Telemetry: nothing where it is not wanted, and what is told where it is."""

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from chassis.otel.database import summary

PROCESSES = ("bff", "catalog", "orders", "users", "orders.worker", "catalog.worker")
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


def run(code: str, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_nothing_is_to_be_sent_nothing_of_it_is_imported():
    modules = ", ".join(f"{name}.__main__" if "." not in name else name for name in PROCESSES)
    code = f"""
import asyncio, os, sys, {modules}
from chassis import telemetry
from chassis.db.database import Database
from chassis.rpc.grpc_client import connect
async def main():
    telemetry.start("orders")
    os.environ |= {ENDPOINT} | {{"OTEL_SDK_DISABLED": "true"}}
    telemetry.start("orders")
    connect("127.0.0.1:9", ())
    Database.connect("postgresql://x@127.0.0.1:9/x", name="x")
    with telemetry.span("a"):
        assert not telemetry.trace_id()
    assert not telemetry.server_interceptors()
asyncio.run(main())
print(*(name for name in sys.modules if "opentelemetry" in name or "chassis.otel" in name))
"""
    done = run(code, {})
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT is wrong"),
        (ENDPOINT, "install the extra telemetry"),
    ],
)
def test_what_is_wrong_is_told_at_the_start(environ: Mapping[str, str], told: str):
    code = """
import asyncio, sys
sys.modules["opentelemetry"] = None  # as if it were not installed
from chassis import telemetry
async def main():
    telemetry.start("orders")
asyncio.run(main())
"""
    done = run(code, environ)
    assert done.returncode == os.EX_CONFIG
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("BEGIN;", "BEGIN"),
        ("SELECT 1", "SELECT"),
        ("SELECT a.id FROM carts AS a JOIN stock ON b = c", "SELECT carts stock"),
        ("SELECT extract(epoch FROM now() - a) FROM outbox", "SELECT outbox"),
        ("INSERT INTO limits (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = 1", "INSERT limits"),
        (
            "WITH due AS MATERIALIZED (SELECT id FROM outbox FOR UPDATE) UPDATE outbox SET a = $1",
            "SELECT outbox, UPDATE outbox",
        ),
        ("UPDATE users SET email = 'ana@example.com'", "UPDATE users"),
    ],
)
def test_of_a_statement_its_verbs_and_tables_are_reported(statement: str, told: str):
    assert summary(statement) == told
