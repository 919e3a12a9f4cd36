"""The audit trail: what is written down of log-ins, admins' changes and refusals."""

import asyncio
import logging

import pytest

from chassis.audit_log import ids_in
from chassis.errors import DomainError
from chassis.ids import new_id
from chassis.interceptor_chain import ServerCall
from chassis.request_context import Caller, Role, caller
from chassis.rpc.interceptors import with_audit
from tests.component.orders.service_harness import ADMIN, ANA, ServiceHarness, serve_orders
from tests.component.users.harness import ask, serving
from tienda.orders.v1 import order_pb2, order_service_pb2, stock_service_pb2
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import user_service_pb2 as user_pb
from users.sessions.refresh_token import RefreshToken, new_token_key


@pytest.fixture
def trail(caplog):
    caplog.set_level(logging.INFO, logger="tienda.audit")

    def read() -> list[dict[str, object]]:
        names = ("message", "account", "method", "ids", "reason", "outcome")
        return [
            {name: getattr(record, name, None) for name in names}
            for record in caplog.records
            if record.name == "tienda.audit"
        ]

    return read


@pytest.fixture(scope="module")
async def orders(make_database):
    async with serve_orders(await make_database("orders")) as harness:
        yield harness


@pytest.fixture(scope="module")
async def users(make_database):
    async with serving(await make_database("users")) as made:
        yield made


async def test_an_admins_change_is_written_down_with_what_it_changed(orders: ServiceHarness, trail):
    rug = await orders.sell(4)
    (line,) = trail()
    assert line == {
        "message": "admin change",
        "account": str(ADMIN),
        "method": "/tienda.orders.v1.StockService/BatchSetStock",
        "ids": [str(rug)],
        "reason": None,
        "outcome": None,
    }


async def test_an_admins_change_that_nobody_waits_for_any_more_is_written_down_all_the_same(trail):
    # What was committed stays, whoever gave up.
    committed = asyncio.Event()

    async def change() -> None:
        committed.set()
        await asyncio.sleep(30)

    async def serve() -> None:
        caller.set(Caller(account_id=ADMIN, role=Role.ADMIN))
        await with_audit(())(ServerCall("/x/Change", {}, streaming=False, context=None), change)

    serving_it = asyncio.create_task(serve())
    await committed.wait()
    serving_it.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving_it
    (line,) = trail()
    assert (line["message"], line["account"], line["outcome"]) == (
        "admin change",
        str(ADMIN),
        "unknown",
    )


async def test_what_an_admin_reads_and_a_customer_buys_is_no_change_of_an_admins(
    orders: ServiceHarness, trail, caplog
):
    rug = await orders.sell(4)
    caplog.clear()
    placed = (await orders.seen_by(ANA).place({rug: 1})).order
    request = order_service_pb2.GetOrderRequest(id=placed.id)
    await orders.seen_by(ADMIN).call(orders.orders.GetOrder, request)
    assert trail() == []


async def test_a_customer_at_an_admins_door_is_written_down(orders: ServiceHarness, trail):
    product_id = str(new_id())
    level = stock_service_pb2.StockLevel(product_id=product_id, on_hand=1)
    request = stock_service_pb2.BatchSetStockRequest(levels=[level])
    with pytest.raises(DomainError):
        await orders.seen_by(ANA).call(orders.stocks.BatchSetStock, request)
    (line,) = trail()
    assert (line["message"], line["account"], line["reason"], line["ids"]) == (
        "refused",
        str(ANA),
        "ADMIN_ONLY",
        [product_id],
    )


async def test_log_ins_good_and_bad_and_bad_tokens_are_written_down(users, trail):
    made = await users.register()
    await users.log_in(made.email)
    for email in (made.email, "nobody@example.com"):
        with pytest.raises(DomainError):
            await users.log_in(email, "wrong password")
    with pytest.raises(DomainError):
        await ask(users.accounts.GetUser, user_pb.GetUserRequest(), "no token")
    told = [(line["message"], line["account"]) for line in trail()]
    assert told == [
        ("account opened", made.id),
        ("log-in", made.id),
        ("log-in refused", made.id),
        ("log-in refused", None),
        ("token refused", None),
    ]


async def test_passwords_that_nobody_has_and_tries_that_are_too_many_are_written_down(users, trail):
    made = await users.register()
    for _ in range(11):
        with pytest.raises(DomainError):
            await users.log_in(made.email, "short")
    told = [(line["message"], line["reason"]) for line in trail()[1:]]
    assert told == [*[("log-in refused", None)] * 10, ("log-in refused", "TOO_MANY_REQUESTS")]


async def test_who_logs_out_of_no_session_writes_nothing_down(users, trail):
    made_up = RefreshToken.new(new_id(), new_token_key()).text
    request = session_pb.DeleteSessionRequest(refresh_token=made_up)
    await ask(users.sessions.DeleteSession, request)
    assert trail() == []


def test_what_a_request_names_is_its_ids_and_nothing_of_a_person():
    request = order_service_pb2.PlaceOrderRequest(
        idempotency_key="key",
        items=[order_service_pb2.OrderItem(product_id=str(number)) for number in range(30)],
        contact=order_pb2.Contact(name="Ana", email="ana@example.com"),
        cart_token="secret",
    )
    assert ids_in(request) == [str(number) for number in range(20)]
    assert ids_in(None) == []
    assert Role.ADMIN not in ids_in(user_pb.CreateUserRequest(email="ana@example.com"))
