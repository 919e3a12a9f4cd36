"""An order acknowledged is an order kept, once, whatever dies in between."""

import pytest

from tests.faults import report
from tests.faults.conftest import Short
from tests.faults.faults import PARTS
from tests.faults.points.fault_points import POINTS


async def test_nothing_is_lost_doubled_or_oversold(short: Short):
    assert short.finished.findings == [], report.write(short.finished)


async def test_orders_were_bought_cancelled_shipped_and_refused_meanwhile(short: Short):
    done = {entry.deed.what for entry in short.finished.evidence.deeds if entry.done}
    assert done == {"buy", "cancel", "ship", "stock"}
    refused = {one.reason for entry in short.finished.evidence.deeds for one in entry.outcomes}
    assert {"out-of-stock", "status-conflict", "service-unavailable"} <= refused


async def test_every_part_was_killed_and_every_point_has_fired(short: Short):
    struck = {one.name for one in short.finished.struck}
    assert {f"kill {part}" for part in PARTS} <= struck
    assert {f"point {point.name}" for point in POINTS} <= struck


async def test_the_disk_was_full(short: Short):
    if short.stage.disk is None:
        pytest.skip("mounting is not allowed here")
    full = [one for one in short.finished.struck if "full disk" in one.name]
    statuses = {one.outcome.status for fault in full for one in fault.answers if one.outcome}
    assert 503 in statuses
