"""What the audit and the outbox's list say, without a database."""

from datetime import timedelta
from pathlib import Path

import pytest

from orders.audit.checks import CHECKS
from orders.audit.orders import path_to
from orders.domain import Status
from orders.outbox.report import format_age

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_docs_name_every_invariant() -> None:
    page = (DOCS / "audit.md").read_text()
    for check in CHECKS:
        assert f"| `{check.name}` |" in page


def test_there_is_one_path_to_each_status() -> None:
    assert path_to(Status.CONFIRMED) == (Status.CONFIRMED,)
    assert path_to(Status.CANCELLED) == (Status.CONFIRMED, Status.CANCELLED)
    assert path_to(Status.DELIVERED) == (Status.CONFIRMED, Status.SHIPPED, Status.DELIVERED)


@pytest.mark.parametrize(
    ("since", "written"),
    [
        (timedelta(), "0s"),
        (timedelta(seconds=59.9), "59s"),
        (timedelta(minutes=2, seconds=9), "2m 9s"),
        (timedelta(hours=5), "5h 0m"),
        (timedelta(days=3, hours=4, minutes=50), "3d 4h"),
    ],
)
def test_an_age_has_its_two_largest_units(since: timedelta, written: str) -> None:
    assert format_age(since) == written
