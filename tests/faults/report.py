"""Tells a finished run as Markdown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from tests.faults import findings, told
from tests.faults.ledger import Entry
from tests.faults.outage import Outlived
from tests.faults.run import Finished, Struck
from tests.faults.rush import Rushed

_HEAD = (
    "fault",
    "times",
    "good again, median",
    "worst",
    "telling again, worst",
    "answers meanwhile",
)


def write(finished: Finished) -> str:
    """Return the whole report."""
    orders = len(finished.evidence.orders)
    head = (
        f"Seed {finished.seed}, {finished.seconds / 60:.1f} minutes, {len(finished.struck)} faults,"
        f" {orders} orders: "
    )
    verdict = f"**{len(finished.findings)} findings**" if finished.findings else "nothing is wrong"
    parts = [
        [head + verdict + "."],
        _table(_HEAD, _faults(finished)) if finished.struck else [],
        _table(("what", "how many"), _counts(finished)),
        [f"- {finding}" for finding in finished.findings],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _faults(finished: Finished) -> Iterator[Sequence[str]]:
    struck: dict[str, list[Struck]] = {}
    for one in finished.struck:
        struck.setdefault(one.name, []).append(one)
    for name in sorted(struck):
        yield (name, str(len(struck[name])), *_recovery(struck[name]), _meanwhile(struck[name]))
    yield ("all", str(len(finished.struck)), *_recovery(finished.struck), "")


def _recovery(struck: Sequence[Struck]) -> tuple[str, str, str]:
    good = [one.recovery for one in struck if one.recovery is not None]
    telling = [one.told for one in struck if one.told is not None]
    return (
        f"{median(good):.1f} s" if good else "",
        f"{max(good):.1f} s" if good and len(good) == len(struck) else "never",
        f"{max(telling):.1f} s" if telling and len(telling) == len(struck) else "never",
    )


def _meanwhile(struck: Sequence[Struck]) -> str:
    statuses = Counter(
        answer.outcome.status for one in struck for answer in one.answers if answer.outcome
    )
    names = {0: "no answer"}
    return ", ".join(f"{names.get(one, one)}: {statuses[one]}" for one in sorted(statuses))


def _counts(finished: Finished) -> Iterator[Sequence[str]]:
    evidence = finished.evidence
    bought = [entry for entry in evidence.deeds if entry.deed.what == "buy"]
    yield "purchases", len(bought)
    yield "… acknowledged", sum(bool(entry.done) for entry in bought)
    yield "… refused, sold out", sum(not entry.done and entry.last is not None for entry in bought)
    yield "orders in the database", len(evidence.orders)
    for what, done in (("cancel", "cancelled"), ("ship", "shipped")):
        moved = [entry for entry in evidence.deeds if entry.deed.what == what]
        yield f"orders to be {done}", len(moved)
        yield f"… {done}", sum(bool(entry.done) for entry in moved)
    open_ones = [entry for entry in evidence.deeds if entry.unknown]
    yield "attempts with unknown outcome", sum(entry.unknown for entry in open_ones)
    yield "… of so many deeds", len(open_ones)
    yield "… that were done in the end", sum(bool(entry.done) for entry in open_ones)
    yield "… that were refused in the end", sum(_is_refused(entry) for entry in open_ones)
    yield "letters", len(evidence.letters)
    yield "messages and events received", len(evidence.received)
    yield "… once more, under the same id", told.doubles(evidence)
    yield "receipts", sum(evidence.receipts.values())
    yield "outbox empty after the last fault, s", f"{finished.drained:.0f}"
    for word in findings.WORST:
        yield word, findings.count(finished.findings, word)
    for scene in finished.scenes:
        yield from _scene(scene)


def _is_refused(entry: Entry) -> bool:
    return not entry.done and entry.last is not None


def _scene(scene: Rushed | Outlived) -> Iterator[Sequence[object]]:
    if isinstance(scene, Rushed):
        yield "rush: orders for 50 units", scene.placed
        yield "… given back", scene.cancelled
        yield "… kept, left", f"{scene.kept}, {scene.left}"
        yield "… looks at the balance", scene.samples
    else:
        yield f"outage: orders at {scene.rate:.0f} a second", scene.placed
        yield "… answered in, median and 99 %", f"{scene.median:.3f} s, {scene.slowest:.3f} s"
        yield "… all told after the return, s", f"{scene.told_after:.0f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(map(str, line))} |" for line in lines]
