"""The store is as its contract says, to whoever asks: schemathesis makes up what is asked.

`make fuzz` walks ten thousand steps and through all phases.
"""

import asyncio
from pathlib import Path

from tests.contract.table import lines_of
from tests.contract.walk import BRIEFLY, prepare, walk
from tests.store import RunningStore

EACH, SEED = 2, 20260101


async def test_every_answer_is_as_the_contract_says(spare: RunningStore, tmp_path: Path) -> None:
    settings = await prepare(spare)
    walked = await asyncio.to_thread(
        walk, settings, tmp_path, lead="admin", seed=SEED, each=EACH, phases=BRIEFLY
    )
    table = "\n".join(lines_of(walked))
    assert walked.findings == [], table + walked.output
    assert len(walked.names) > 40, table
    passed, done = walked.good()
    assert passed > 0.3 * done, table
    for role in ("anonymous", "customer", "admin"):
        assert walked.good(role=role)[0], table
