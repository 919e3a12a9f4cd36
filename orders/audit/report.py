"""Writes findings as lines: text for operators, or JSON for programs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orders.audit.finding import Finding, Findings, Scope


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of an audit. `receipts` counts the objects in the bucket; None: not checked."""

    scope: Scope
    receipts: int | None
    found: int


class TextReport:
    """Writes one line for each finding."""

    def lines(self, findings: Findings) -> Iterator[str]:
        """Yield the lines of a check's findings."""
        for finding in findings.shown:
            yield (
                f"{finding.invariant}: {_subject(finding)}{finding.wrong}:"
                f" expected {finding.expected}, found {finding.found}{_in_orders(finding)}"
            )
        if findings.more:
            yield f"{findings.invariant}: … and {findings.more} more"

    def summary(self, summary: Summary) -> str:
        """Return the last line: how much was checked, and how many findings there are."""
        scope = summary.scope
        receipts = "the receipts left out"
        if summary.receipts is not None:
            receipts = f"{summary.receipts} receipts"
        checked = f"{scope.orders} orders, {scope.products} products, {scope.messages} messages"
        line = f"checked: {checked}, {receipts}; findings: {summary.found}"
        if scope.parked:
            line += f"; messages parked: {scope.parked}, see `python -m orders.outbox list`"
        return line


class JsonReport:
    """Writes one JSON object for each finding; the last line has the member "checked"."""

    def lines(self, findings: Findings) -> Iterator[str]:
        """Yield the lines of a check's findings."""
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

    def summary(self, summary: Summary) -> str:
        """Return the last line: how much was checked, and how many findings there are."""
        scope = summary.scope
        return _json(
            checked={
                "orders": scope.orders,
                "products": scope.products,
                "letters": scope.messages,
                "receipts": summary.receipts,
            },
            findings=summary.found,
            parked=scope.parked,
        )


def _subject(finding: Finding) -> str:
    if finding.order_number is not None:
        return f"order #{finding.order_number} ({finding.order_id}): "
    if finding.order_id is not None:
        return f"order {finding.order_id}: "
    return f"product {finding.product_id}: " if finding.product_id else ""


def _in_orders(finding: Finding) -> str:
    if not finding.product_id:
        return ""
    if not finding.orders:
        return " (in no order)"
    return f" (in orders {', '.join(f'#{number}' for number in finding.orders)})"


def _json(**members: Any) -> str:
    return json.dumps(members, ensure_ascii=False)
