"""The documents lead to what is there: links, files they name, and the index of decisions."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)#\s]*)(?:#[^)\s]*)?\)")
NAMED = re.compile(r"`((?:[a-z_]+/)+[A-Za-z_]+\.(?:py|tsx?|js|mjs|css|proto|sql|service))`")
HEAD = re.compile(r"# (\d{4})\. ([^\n]+)\n\n((?:Accepted|Proposed) (\d{4}-\d\d-\d\d)\.[^\n]*)\n\n")
HEADING = re.compile(r"^\*\*([A-Z][a-z ]+)\.?\*\*", re.MULTILINE)
USUAL = ("Context", "Decision", "Measured", "Not chosen", "Enforced by", "Cost")
OPTIONAL = {"Measured", "Not chosen"}
OF_ANOTHER_DAY = {"CHANGELOG.md"}
"""What it names was there when it was written."""


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("0*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert not target or (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_that_is_named_is_there(document: Path) -> None:
    if document.name in OF_ANOTHER_DAY:
        return
    # A recipe names files that are to be written.
    text = document.read_text(encoding="utf-8").partition("## Recipes")[0]
    missing = [
        name
        for name in NAMED.findall(text)
        if not any((root / name).exists() for root in (ROOT, ROOT / "tests", ROOT / "web" / "src"))
    ]
    assert missing == []


@pytest.mark.parametrize("decision", decisions(), ids=lambda path: path.name[:4])
def test_a_decision_stands_in_the_index_with_its_date_and_status(decision: Path) -> None:
    head = HEAD.match(decision.read_text(encoding="utf-8"))
    assert head, "a number and title, an empty line, and a status with its date"
    number, title, status, date = head.groups()
    assert decision.name.startswith(number)
    rest = status.partition(f"{date}.")[2].strip().rstrip(".")
    row = f"| [{number}]({decision.name}) | {date} | {title} | {rest or 'accepted'} |"
    assert row in (DECISIONS / "README.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("decision", decisions(), ids=lambda path: path.name[:4])
def test_a_decision_has_the_usual_headings_in_order(decision: Path) -> None:
    headings = HEADING.findall(decision.read_text(encoding="utf-8"))
    usual = [heading for heading in USUAL if heading in headings or heading not in OPTIONAL]
    assert [heading for heading in headings if heading in USUAL] == usual


def test_no_two_decisions_have_one_number() -> None:
    numbers = [decision.name[:4] for decision in decisions()]
    assert len(numbers) == len(set(numbers))
