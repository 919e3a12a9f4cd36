"""The audit trail: what is written down of log-ins, admins' changes and refusals."""

import logging

import pytest

from chassis.audit import ids_in
from chassis.call import Role
from chassis.errors import DomainError
from chassis.ids import new_id
from tests.component.orders_desk import ADMIN, ANA, Desk
from tests.component.users_bench import ask, serving
from tienda.orders.v1 import order_pb2, order_service_pb2, stock_service_pb2
from tienda.users.v1 import user_service_pb2 as user_pb


@pytest.fixture
def trail(caplog):
    caplog.set_level(logging.INFO, logger="tienda.audit")

    def read() -> list[dict[str, object]]:
        names = ("message", "account", "method", "ids", "reason")
        return [
            {name: getattr(record, name, None) for name in names}
            for record in caplog.records
            if record.name == "tienda.audit"
        ]

    return read


@pytest.fixture(scope="module")
async def users(make_database):
    async with serving(await make_database("users")) as made:
        yield made


async def test_an_admins_change_is_written_down_with_what_it_changed(desk: Desk, trail):
    rug = await desk.sell(4)
    (line,) = trail()
    assert line == {
        "message": "admin change",
        "account": str(ADMIN),
        "method": "/tienda.orders.v1.StockService/BatchSetStock",
        "ids": [str(rug)],
        "reason": None,
    }


async def test_what_an_admin_reads_and_a_customer_buys_is_no_change_of_an_admins(
    desk: Desk, trail, caplog
):
    rug = await desk.sell(4)
    caplog.clear()
    placed = (await desk.seen_by(ANA).place({rug: 1})).order
    request = order_service_pb2.GetOrderRequest(id=placed.id)
    await desk.seen_by(ADMIN).call(desk.orders.GetOrder, request)
    assert trail() == []


async def test_a_customer_at_an_admins_door_is_written_down(desk: Desk, trail):
    product_id = str(new_id())
    level = stock_service_pb2.StockLevel(product_id=product_id, on_hand=1)
    request = stock_service_pb2.BatchSetStockRequest(levels=[level])
    with pytest.raises(DomainError):
        await desk.seen_by(ANA).call(desk.stocks.BatchSetStock, request)
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
