"""Writes findings as lines: for people, or as JSON for programs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orders.audit.finding import Audited, Finding, Findings


@dataclass(frozen=True, slots=True)
class Summary:
    """What an audit comes to. `receipts` is how many objects were seen; None: not looked at."""

    looked: Audited
    receipts: int | None
    found: int


class TextReport:
    """One line a finding, to be read by an operator."""

    def lines(self, findings: Findings) -> Iterator[str]:
        """Write what a check found; nothing when that is nothing."""
        for finding in findings.shown:
            yield (
                f"{finding.invariant}: {_whose(finding)}{finding.wrong}:"
                f" expected {finding.expected}, found {finding.found}{_held_by(finding)}"
            )
        if findings.more:
            yield f"{findings.invariant}: … and {findings.more} more"

    def last(self, summary: Summary) -> str:
        """Write how much was looked at."""
        looked = summary.looked
        receipts = "the receipts left out"
        if summary.receipts is not None:
            receipts = f"{summary.receipts} receipts"
        checked = f"{looked.orders} orders, {looked.products} products, {looked.letters} letters"
        line = f"checked: {checked}, {receipts}; findings: {summary.found}"
        if looked.parked:
            line += f"; letters parked: {looked.parked}, see `python -m orders.outbox list`"
        return line


class JsonReport:
    """One JSON object a line; the last has the member "checked"."""

    def lines(self, findings: Findings) -> Iterator[str]:
        """Write what a check found; nothing when that is nothing."""
        for finding in findings.shown:
            yield _json(
                invariant=finding.invariant,
                order_number=finding.order_number,
                order_id=finding.order_id and str(finding.order_id),
                product_id=finding.product_id and str(finding.product_id),
                orders=finding.orders,
                wrong=finding.wrong,
                expected=finding.expected,
                found=finding.found,
            )
        if findings.more:
            yield _json(invariant=findings.invariant, more=findings.more)

    def last(self, summary: Summary) -> str:
        """Write how much was looked at."""
        looked = summary.looked
        return _json(
            checked={
                "orders": looked.orders,
                "products": looked.products,
                "letters": looked.letters,
                "receipts": summary.receipts,
            },
            findings=summary.found,
            parked=looked.parked,
        )


def _whose(finding: Finding) -> str:
    if finding.order_number is not None:
        return f"order #{finding.order_number} ({finding.order_id}): "
    if finding.order_id is not None:
        return f"order {finding.order_id}: "
    return f"product {finding.product_id}: " if finding.product_id else ""


def _held_by(finding: Finding) -> str:
    if not finding.product_id:
        return ""
    if not finding.orders:
        return " (in no order)"
    return f" (in orders {', '.join(f'#{number}' for number in finding.orders)})"


def _json(**members: Any) -> str:
    return json.dumps(members, ensure_ascii=False)
