"""Hostile requests of every kind are answered: no 5xx, none slowly, every refusal a document.

`python -m tests.fuzz` sends ten thousand.
"""

from tests.fuzz.attack import attack
from tests.store import RunningStore

INPUTS, SEED = 600, 20260101


async def test_six_hundred_hostile_requests_are_answered_in_words(spare: RunningStore) -> None:
    outcome = await attack(spare, INPUTS, SEED)
    assert outcome.findings == [], "\n".join(map(str, outcome.findings))
    assert outcome.done == INPUTS
