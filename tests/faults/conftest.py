"""The short run, for the tests that check what it left."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.faults import schedule
from tests.faults.disk import small_disk
from tests.faults.harness import Harness
from tests.faults.run import RunResult, run_faults

_log = logging.getLogger("tienda.faults")

SEED, RATE = 7, 10.0
DISK_SIZE = 320 << 20
"""Bytes of disk for the database."""
WITHIN = 90.0
"""Seconds in which the store must recover. This run checks that nothing is lost, also on a busy
machine; the long run, on a quiet one, checks that recovery.MAX_RECOVERY_SECONDS are enough."""


@dataclass(frozen=True)
class Short:
    """A short run that is over, its store still open."""

    harness: Harness
    result: RunResult


@pytest.fixture(scope="module")
async def short(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Short]:
    """Inject every kind of fault once."""
    folder = tmp_path_factory.mktemp("faults")
    with small_disk(folder / "state" / "disk", DISK_SIZE) as disk:
        harness = Harness(folder, disk)
        try:
            result = await run_faults(
                harness, schedule.short(disk), seed=SEED, rate=RATE, log=_log.info, within=WITHIN
            )
            yield Short(harness, result)
        finally:
            await harness.close()
