"""Telemetry: nothing where it is not wanted, and what is told where it is."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from chassis.otel import exporter
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


async def test_how_late_the_event_loop_is_is_measured_at_each_interval(monkeypatch):
    monkeypatch.setattr(exporter, "LOOP_LAG_INTERVAL", 0.02)
    lags: list[float] = []
    made = object.__new__(exporter.Exporter)
    monkeypatch.setattr(made, "record", lambda _, value, __: lags.append(value), raising=False)
    loop = asyncio.get_running_loop()
    began = loop.time()
    made.measure_loop_lag()
    async with asyncio.timeout(20):
        while len(lags) < 3:  # noqa: ASYNC110 (a timer's)
            await asyncio.sleep(0.005)
        time.sleep(0.2)  # noqa: ASYNC251 (it is to be late)
        while max(lags) < 0.15:  # noqa: ASYNC110 (as above)
            await asyncio.sleep(0.005)
    assert min(lags) >= 0
    # No more often than at each interval, however late.
    assert len(lags) <= (loop.time() - began) / 0.02
