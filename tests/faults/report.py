"""Writes the result of a run as Markdown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from tests.faults import findings, message_comparison
from tests.faults.ledger import Entry
from tests.faults.outage import OutageResult
from tests.faults.run import FaultResult, RunResult
from tests.faults.rush import RushResult

_HEAD = (
    "fault",
    "times",
    "recovery, median",
    "longest",
    "delivering again, longest",
    "responses meanwhile",
)


def write(result: RunResult) -> str:
    """Return the whole report."""
    head = (
        f"Seed {result.seed}, {result.seconds / 60:.1f} minutes, {len(result.faults)} faults,"
        f" {len(result.evidence.orders)} orders: "
    )
    verdict = f"**{len(result.findings)} findings**" if result.findings else "nothing is wrong"
    parts = [
        [head + verdict + "."],
        _table(_HEAD, _faults(result)) if result.faults else [],
        _table(("count", "value"), _counts(result)),
        [f"- {finding}" for finding in result.findings],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _faults(result: RunResult) -> Iterator[Sequence[str]]:
    by_name: dict[str, list[FaultResult]] = {}
    for fault in result.faults:
        by_name.setdefault(fault.name, []).append(fault)
    for name in sorted(by_name):
        faults = by_name[name]
        yield (name, str(len(faults)), *_recovery(faults), _statuses(faults))
    yield ("all", str(len(result.faults)), *_recovery(result.faults), "")


def _recovery(faults: Sequence[FaultResult]) -> tuple[str, str, str]:
    recoveries = [fault.recovery for fault in faults if fault.recovery is not None]
    deliveries = [fault.delivery for fault in faults if fault.delivery is not None]
    return (
        f"{median(recoveries):.1f} s" if recoveries else "",
        _longest(recoveries, len(faults)),
        _longest(deliveries, len(faults)),
    )


def _longest(seconds: Sequence[float], count: int) -> str:
    return f"{max(seconds):.1f} s" if seconds and len(seconds) == count else "never"


def _statuses(faults: Sequence[FaultResult]) -> str:
    counts = Counter(
        attempt.outcome.status for fault in faults for attempt in fault.attempts if attempt.outcome
    )
    names = {0: "no response"}
    return ", ".join(f"{names.get(status, status)}: {counts[status]}" for status in sorted(counts))


def _counts(result: RunResult) -> Iterator[Sequence[object]]:
    evidence = result.evidence
    bought = [entry for entry in evidence.operations if entry.operation.kind == "buy"]
    yield "purchases", len(bought)
    yield "… acknowledged", sum(bool(entry.done) for entry in bought)
    yield "… refused, sold out", sum(map(_is_refused, bought))
    yield "orders in the database", len(evidence.orders)
    for kind, done in (("cancel", "cancelled"), ("ship", "shipped")):
        changes = [entry for entry in evidence.operations if entry.operation.kind == kind]
        yield f"orders to be {done}", len(changes)
        yield f"… {done}", sum(bool(entry.done) for entry in changes)
    uncertain = [entry for entry in evidence.operations if entry.unknown]
    yield "attempts with unknown outcome", sum(entry.unknown for entry in uncertain)
    yield "… operations that they belong to", len(uncertain)
    yield "… of these done in the end", sum(bool(entry.done) for entry in uncertain)
    yield "… of these refused in the end", sum(map(_is_refused, uncertain))
    yield "outbox messages", len(evidence.outbox)
    yield "messages received", len(evidence.received)
    yield "… of these again under the same id", message_comparison.count_duplicates(evidence)
    yield "receipts", sum(evidence.receipts.values())
    yield "outbox empty after the last fault, s", f"{result.drained:.0f}"
    for word in findings.WORST:
        yield word, findings.count(result.findings, word)
    for scenario in result.scenarios:
        yield from _scenario(scenario)


def _is_refused(entry: Entry) -> bool:
    return not entry.done and entry.last is not None


def _scenario(result: RushResult | OutageResult) -> Iterator[Sequence[object]]:
    if isinstance(result, RushResult):
        yield "rush: orders for 50 units", result.placed
        yield "… cancelled", result.cancelled
        yield "… kept, left", f"{result.kept}, {result.left}"
        yield "… snapshots", result.samples
    else:
        yield f"outage: orders at {result.rate:.0f} a second", result.placed
        yield "… response time, median and 99 %", f"{result.median:.3f} s, {result.slowest:.3f} s"
        yield "… all messages delivered after it, s", f"{result.delivered_after:.0f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(map(str, line))} |" for line in lines]
