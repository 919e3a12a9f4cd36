"""Hostile requests of every kind are answered: no 5xx, none slowly, every refusal a document.

`python -m tests.fuzz` sends ten thousand.
"""

import pytest

from tests.fuzz import judge
from tests.fuzz.attack import attack
from tests.store import RunningStore

INPUTS, SEED = 600, 20260101
WITHIN = 3.0
"""Seconds: here much else goes on. That an answer takes no longer than one is for the long run to
show, on a quiet machine."""


async def test_six_hundred_hostile_requests_are_answered_in_words(
    spare: RunningStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "SLOWEST", WITHIN)
    outcome = await attack(spare, INPUTS, SEED)
    assert outcome.findings == [], "\n".join(map(str, outcome.findings))
    assert outcome.done == INPUTS
