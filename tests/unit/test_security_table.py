"""docs/security.md names a test for each threat, and each that it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAD = "| what is tried | what answers it | test |"


def rows() -> list[str]:
    """Return every row of the tables of threats."""
    found, inside = [], False
    for line in (ROOT / "docs/security.md").read_text(encoding="utf-8").splitlines():
        inside = line == HEAD or (inside and line.startswith("|"))
        if inside and line != HEAD and not line.startswith("|---"):
            found.append(line)
    return found


def test_the_tables_are_found():
    assert len(rows()) >= 30


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split("|")[1].strip()[:40])
def test_a_threat_has_a_test_that_is_there(row):
    _, _, _, cell, _ = row.split("|")
    named = re.findall(r"`([a-z0-9_/]+\.py)::(test_\w+)`", cell)
    assert named
    for path, name in named:
        source = (ROOT / "tests" / path).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE), f"{path}::{name}"
