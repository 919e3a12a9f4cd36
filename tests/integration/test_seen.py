"""What an operator sees of a running store: an order as one trace, the metrics, nothing private."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from chassis.auth.access_tokens import REVOCATIONS_TTL
from chassis.metrics import METRICS, POOL_TIMEOUTS
from chassis.request_context import Role
from tests.collector import Collector, Span
from tests.integration.shop import Visitor, admin_token, order_of, visit
from tests.integration.test_silence import PHONE, TAG, live
from tests.integration.tokens import token_for
from tests.store import RunningStore

SERVER, CLIENT = 2, 3
SERVICES = ("bff", "users", "catalog", "orders", "orders.worker", "catalog.worker")


async def lamp_of(shopper: Visitor, stock: int = 100) -> dict[str, Any]:
    found = await shopper.ask("GET", "/products/lampara-faro")
    assert found.status == 200, found.body
    return found.document


def trace(collector: Collector, of: str) -> dict[str, Span]:
    return {span.id: span for span in list(collector.spans) if span.trace == of}


def whole(
    collector: Collector, of: str, *services: str, databases: tuple[str, ...] = ()
) -> Callable[[], dict[str, Span]]:
    """Return a look at a trace, which is empty until each of the services has told its part.

    Those of `databases` tell a statement, too. asyncpg reports it a turn of the loop later, so that
    it may come after the call that it belongs to.
    """

    def look() -> dict[str, Span]:
        spans = trace(collector, of)
        servers = {span.service for span in spans.values() if span.kind == SERVER}
        queried = {s.service for s in spans.values() if "db.system.name" in s.attributes}
        return spans if servers >= set(services) and queried >= set(databases) else {}

    return look


async def test_an_order_is_one_trace_from_the_edge_to_the_databases(
    spare: RunningStore, collector: Collector
):
    of, first, name = uuid4().hex, uuid4().hex[:16], f"seen-{uuid4().hex}"
    token = token_for(spare, Role.CUSTOMER)
    async with visit(spare, token=token) as shopper:
        order = order_of(await lamp_of(shopper))
        # By then orders asks users anew which sessions have ended.
        await asyncio.sleep(REVOCATIONS_TTL + 0.1)
        headers = {
            "traceparent": f"00-{of}-{first}-01",
            "X-Request-Id": name,
            "Idempotency-Key": name,
        }
        assert (await shopper.ask("POST", "/orders", order, headers)).status == 201
    services = ("bff", "orders", "catalog", "users")
    databases = ("orders", "catalog")
    spans = collector.wait_for(whole(collector, of, *services, databases=databases))
    (edge,) = (span for span in spans.values() if span.parent == first)
    assert (edge.service, edge.name, edge.kind) == ("bff", "POST /orders", SERVER)
    assert edge.attributes["http.route"] == "/orders"
    assert edge.attributes["http.response.status_code"] == 201
    # Each other hangs from one that is there too, and who answers from who asked.
    for span in spans.values():
        if span is not edge:
            above = spans[span.parent]
            if span.kind == SERVER:
                assert (above.kind, above.name) == (CLIENT, span.name)
                assert above.service != span.service
    assert {
        span.attributes["tienda.request_id"] for span in spans.values() if span.kind == SERVER
    } == {name}
    place = "tienda.orders.v1.OrderService/PlaceOrder"
    (placing,) = (s for s in spans.values() if s.name == place and s.kind == SERVER)
    below = [span for span in spans.values() if span.parent == placing.id]
    # What other orders of that moment asked for would have gone along.
    (offers,) = (span for span in below if span.name == "offers")
    (asking,) = (span for span in spans.values() if span.parent == offers.id)
    assert asking.name == "tienda.catalog.v1.CatalogService/BatchGetProducts"
    (statement,) = (span for span in below if re.search(r"INSERT [^,]*\borders\b", span.name))
    assert "UPDATE stock" in statement.name
    # The log of the same request names the trace.
    lines = [json.loads(line.partition(": ")[2]) for line in spare.logged(name)]
    told = {
        line["service"]: line["trace_id"] for line in lines if line["logger"] == "tienda.access"
    }
    assert told == dict.fromkeys(("bff", "orders", "catalog", "users"), of)


async def test_every_metric_is_reported(spare: RunningStore, collector: Collector):
    async with visit(spare) as shopper:
        lamp = await lamp_of(shopper)
        # Orders may have been started anew since it last told of these: it counts from 0 then.
        assert (await shopper.buy(order_of(lamp))).status == 201
        assert (await shopper.buy(order_of(lamp, quantity=999))).status == 409
        collector.catch_up("orders")
        placed = collector.last("tienda.orders.placed")
        refused = collector.last("tienda.orders.oversell_refused")
        order = order_of(lamp)
        assert (await shopper.buy(order, key="seen-twice")).status == 201
        assert (await shopper.buy(order, key="seen-twice")).status == 201
        assert (await shopper.buy(order_of(lamp, quantity=999))).status == 409
        await shopper.ask("GET", "/products/no-such-lamp")
    async with visit(spare, token=admin_token(spare.state)) as admin:
        for units in (0, 100):
            told = await admin.ask("PUT", f"/products/{lamp['id']}/stock", {"on_hand": units})
            assert told.status == 200
    collector.catch_up(*SERVICES)
    assert collector.last("tienda.orders.oversell_refused") == refused + 1
    # A request sent twice is one order.
    assert collector.last("tienda.orders.placed") == placed + 1
    route = {"http__route": "/products/{id_or_slug}", "http__request__method": "GET"}
    assert collector.last("http.server.request.duration", http__response__status_code=404, **route)
    method = {"rpc__method": "tienda.orders.v1.OrderService/PlaceOrder"}
    assert collector.last("rpc.server.call.duration", error__type="OUT_OF_STOCK", **method)
    assert collector.last("rpc.client.call.duration", error__type="OUT_OF_STOCK", **method)
    collector.wait_for(lambda: collector.last("tienda.availability.lag"))
    # Nobody has waited for a connection in vain.
    wanted = {metric.name: metric.unit for metric in METRICS if metric is not POOL_TIMEOUTS}
    told = {point.name: point.unit for point in collector.points}
    assert told == wanted
    services = {
        point.service for point in collector.points if point.name == "tienda.event_loop.lag"
    }
    assert services == set(SERVICES)


async def test_nothing_private_is_reported(spare: RunningStore, collector: Collector):
    async with visit(spare) as shopper:
        secrets = await live(spare, shopper, await lamp_of(shopper))
        await shopper.ask("GET", "/products?q=the+last+thing")
    collector.catch_up(*SERVICES)
    private = [TAG, PHONE, "argon2id", *(one for one in secrets if len(one) > 20)]
    assert len(private) > 8
    told = [one for one in private if any(one.encode() in body for body in collector.bodies)]
    assert told == []
