"""The short run, for the tests that look at what it left."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.faults import scenes
from tests.faults.disk import small_disk
from tests.faults.run import Finished, prove
from tests.faults.stage import Stage

_log = logging.getLogger("tienda.faults")

SEED, RATE = 7, 10.0
ROOM = 320 << 20
"""Bytes of disk for the database."""
WITHIN = 90.0
"""Seconds to be good again in: here nothing must be lost, on however busy a machine. That it takes
no longer than recovery.MAX_RECOVERY_SECONDS is for the long run to show, on a quiet one."""


@dataclass(frozen=True)
class Short:
    """A short run that is over, its store still open."""

    stage: Stage
    finished: Finished


@pytest.fixture(scope="module")
async def short(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Short]:
    """Strike with every kind of fault once."""
    folder = tmp_path_factory.mktemp("faults")
    with small_disk(folder / "state" / "disk", ROOM) as disk:
        stage = Stage(folder, disk)
        try:
            finished = await prove(
                stage, scenes.short(disk), seed=SEED, rate=RATE, tell=_log.info, within=WITHIN
            )
            yield Short(stage, finished)
        finally:
            await stage.close()
