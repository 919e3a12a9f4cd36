"""Compares what buyers were promised with what exists.

No I/O: evidence in, findings out, one line each. No findings mean that nothing was lost, doubled or
oversold.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from tests.faults import message_comparison
from tests.faults.evidence import Evidence, OrderRow
from tests.faults.findings import DOUBLED, LOST, OVERSOLD
from tests.faults.ledger import SOLD_OUT, Entry, Operation

_UNKNOWN = frozenset({0, 503})
"""Statuses that a store may answer with while a process is down."""


def compare(evidence: Evidence) -> list[str]:
    """Return every finding."""
    return [
        *compare_orders(evidence),
        *message_comparison.compare(evidence),
        *_receipts(evidence),
    ]


def compare_orders(evidence: Evidence, unknown: AbstractSet[int] = _UNKNOWN) -> list[str]:
    """Return findings about orders and stock; `unknown` are statuses of a store that is down."""
    return [
        *_responses(evidence, unknown),
        *_purchases(evidence),
        *_changes(evidence),
        *_numbers(evidence),
        *_stock(evidence),
    ]


def _responses(evidence: Evidence, unknown: AbstractSet[int]) -> Iterator[str]:
    """Each response is one that a store may give, and each operation has a known outcome."""
    for entry in evidence.operations:
        name = f"{entry.operation.kind} {entry.operation.key}"
        for outcome in entry.outcomes:
            if outcome.status in unknown or entry.operation.accepts(outcome, evidence.limited):
                continue
            why = ", though there was plenty" if outcome.reason == SOLD_OUT else ""
            yield f"{name}: answered {outcome.status} {outcome.reason}{why}"
        if entry.last is None:
            yield f"{name}: no known outcome in {entry.attempts} attempts"


def _purchases(evidence: Evidence) -> Iterator[str]:
    """An acknowledged purchase is one order, and every order belongs to a purchase."""
    by_key: dict[str, list[OrderRow]] = {}
    for order in evidence.orders:
        by_key.setdefault(order.key, []).append(order)
    bought = [entry for entry in evidence.operations if entry.operation.kind == "buy"]
    for entry in bought:
        orders = by_key.pop(entry.operation.key, [])
        yield from _purchase(entry, orders)
        for order in orders[:1]:
            yield from _contents(entry.operation, order, evidence.prices)
    for key, orders in by_key.items():
        for order in orders:
            yield f"order #{order.number}: nobody bought it (key {key})"


def _purchase(entry: Entry, orders: list[OrderRow]) -> Iterator[str]:
    key = entry.operation.key
    if len(orders) > 1:
        yield f"purchase {key}: {DOUBLED}, {len(orders)} orders, #{orders[0].number} first"
    if not orders:
        for outcome in entry.done[:1]:
            yield f"purchase {key}: {LOST}, was confirmed as order #{outcome.number}"
        return
    order = orders[0]
    if not entry.done and entry.last is not None:
        yield f"purchase {key}: refused by {entry.last.reason}, yet there is order #{order.number}"
    for outcome in entry.done:
        if (outcome.order_id, outcome.number) != (order.id, order.number):
            yield f"purchase {key}: confirmed as #{outcome.number}, kept as #{order.number}"


def _contents(operation: Operation, order: OrderRow, prices: Mapping[str, int]) -> Iterator[str]:
    """An order has the lines, total, contact, language and channels of its purchase."""
    body = operation.body or {}
    quantities = Counter[str]()
    for item in body["items"]:
        quantities[item["product_id"]] += item["quantity"]
    if quantities != order.lines:
        yield f"order #{order.number}: other lines than were bought"
    cost = sum(prices[product] * quantity for product, quantity in quantities.items())
    if order.total != cost:
        yield f"order #{order.number}: costs {order.total}, should cost {cost}"
    contact = body["contact"]
    if (order.phone, order.email) != (contact["phone"], contact["email"]):
        yield f"order #{order.number}: other contact than was given"
    if not operation.path.endswith(f"lang={order.language}"):
        yield f"order #{order.number}: in {order.language}, which was not asked for"
    if frozenset(body["notify"]) != order.channels:
        yield f"order #{order.number}: other channels than were asked for"


def _changes(evidence: Evidence) -> Iterator[str]:
    """What was acknowledged as cancelled or shipped has that status, and no order has both."""
    orders = {order.id: order for order in evidence.orders}
    requested: set[tuple[str, str]] = set()
    for entry in evidence.operations:
        if entry.operation.kind not in {"cancel", "ship"}:
            continue
        status = "cancelled" if entry.operation.kind == "cancel" else "shipped"
        requested.add((entry.operation.order_id, status))
        order = orders.get(entry.operation.order_id)
        if order is None:
            continue  # is reported as lost
        if entry.done and order.status != status:
            yield f"order #{order.number}: said to be {status}, and is {order.status}"
        if entry.last is not None and not entry.done and order.status == "confirmed":
            yield f"order #{order.number}: could not be {status}, and yet is confirmed"
    for order in evidence.orders:
        if order.history != {"confirmed", order.status}:
            yield f"order #{order.number}: is {order.status} after {sorted(order.history)}"
        if order.status != "confirmed" and (order.id, order.status) not in requested:
            yield f"order #{order.number}: is {order.status}, which nobody asked for"


def _numbers(evidence: Evidence) -> Iterator[str]:
    numbers = Counter(order.number for order in evidence.orders)
    for number, times in numbers.items():
        if times > 1:
            yield f"order #{number}: {times} orders have this number"


def _stock(evidence: Evidence) -> Iterator[str]:
    """Units put in = units on hand + units in orders that are not cancelled."""
    sold = Counter[str]()
    for order in evidence.orders:
        if order.status != "cancelled":
            sold.update(order.lines)
    restocked = {
        entry.operation.path.split("/")[2]
        for entry in evidence.operations
        if entry.operation.kind == "stock"
    }
    for product, on_hand in evidence.on_hand.items():
        opening, adjusted = evidence.opening.get(product, 0), evidence.adjusted.get(product, 0)
        if product not in restocked and adjusted != opening:
            yield f"product {product}: adjusted to {adjusted} in all, was opened with {opening}"
        too_many = on_hand + sold[product] - adjusted
        if too_many:
            there = f"{adjusted} put in, {sold[product]} sold, {on_hand} on hand"
            what = f"{OVERSOLD} by {too_many}" if too_many > 0 else f"{-too_many} missing"
            yield f"product {product}: {what}: {there}"
        if on_hand < 0:
            yield f"product {product}: {OVERSOLD}, {on_hand} on hand"


def _receipts(evidence: Evidence) -> Iterator[str]:
    numbers = {f"{order.id}.pdf": order.number for order in evidence.orders}
    for key, number in numbers.items():
        if evidence.receipts[key] != 1:
            yield f"order #{number}: {evidence.receipts[key]} receipts"
    for key in evidence.receipts.keys() - numbers.keys():
        yield f"receipt {key}: of no order"
