"""`python -m orders.outbox` shows parked messages, and has them tried again."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from chassis.aws import AwsUnavailable
from chassis.ids import new_id
from chassis.outbox.outbox import OutboxMessage, Refused
from chassis.outbox.relay import MAX_ATTEMPTS_REFUSED, MAX_OUTAGE, MIN_ATTEMPTS_IN_OUTAGE
from chassis.ses import SesMail
from orders.notifications.channels import SnsSms
from tests.component.orders.harness import EMAIL, PHONE, Ended, Placed, Shop, open_shop, run


@pytest.fixture
async def shop(make_database) -> AsyncIterator[Shop]:
    async with open_shop(await make_database("orders")) as shop:
        yield shop


async def command(shop: Shop, *arguments: str) -> Ended:
    return await run("orders.outbox", *arguments, DATABASE_URL=shop.url)


async def park_sms(shop: Shop) -> Placed:
    """Place an order whose SMS is refused until it is parked, and everything else delivered."""
    order = await shop.order({await shop.sell(5): 1})

    async def deliver(message: OutboxMessage) -> None:
        if message.kind == "tell.sms.confirmed":
            raise Refused("OptedOut at Publish")

    for tries in range(MAX_ATTEMPTS_REFUSED):
        await shop.relay(deliver, ahead=timedelta(minutes=tries)).deliver_due()
    return order


async def messages(shop: Shop) -> list[dict[str, Any]]:
    ended = await command(shop, "list", "--all", "--json")
    assert (ended.code, ended.err) == (0, "")
    return [json.loads(line) for line in ended.lines]


async def take(message: OutboxMessage) -> None:
    pass


async def refuse(message: OutboxMessage) -> None:
    raise Refused


async def be_away(message: OutboxMessage) -> None:
    raise ConnectionError


async def test_a_parked_message_is_shown_and_a_waiting_one_when_asked_for(shop: Shop) -> None:
    assert (await command(shop, "list")).out == "no message is parked\n"
    order = await park_sms(shop)
    waiting = await shop.sell(0)
    ended = await command(shop, "list")
    assert (ended.code, ended.err) == (0, "")
    head, row = ended.lines
    assert head.split() == ["id", "kind", "about", "state", "attempts", "age", "last", "error"]
    for column, cell in {
        "kind": "tell.sms.confirmed",
        "about": f"order #{order.number}",
        "state": "parked",
        "attempts": str(MAX_ATTEMPTS_REFUSED),
        "last error": "Refused: OptedOut at Publish",
    }.items():
        assert row[head.index(column) :].startswith(cell)
    parked, other = await messages(shop)
    assert (parked["order_number"], parked["state"]) == (order.number, "parked")
    assert (other["kind"], other["subject"]) == ("stock.changed", str(waiting))
    assert (other["order_number"], other["state"], other["attempts"]) == (None, "waiting", 0)
    assert len((await command(shop, "list", "--all")).lines) == 3


async def test_a_message_that_is_put_back_is_delivered(shop: Shop) -> None:
    await park_sms(shop)
    assert await shop.relay(take).deliver_due() == 0
    (parked,) = await messages(shop)
    ended = await command(shop, "retry", parked["id"])
    assert (ended.code, ended.out, ended.err) == (0, "due again: 1\n", "")
    (waiting,) = await messages(shop)
    assert (waiting["state"], waiting["attempts"]) == ("waiting", 0)
    assert waiting["age_seconds"] >= parked["age_seconds"], "it is as old as before"
    assert await shop.relay(take).deliver_due() == 1
    assert await messages(shop) == []


async def test_a_message_put_back_has_every_try_before_it_again(shop: Shop) -> None:
    await park_sms(shop)
    await shop.rows(
        "UPDATE outbox SET created_at = now() - CAST(:age AS interval)", age=2 * MAX_OUTAGE
    )
    assert (await command(shop, "retry", "--all-parked")).out == "due again: 1\n"
    await shop.relay(be_away).deliver_due()
    await shop.relay(refuse, ahead=timedelta(minutes=1)).deliver_due()
    (message,) = await messages(shop)
    assert (message["state"], message["attempts"]) == ("waiting", 2)
    await shop.rows("UPDATE outbox SET attempts = :tried", tried=MIN_ATTEMPTS_IN_OUTAGE - 1)
    await shop.relay(be_away, ahead=timedelta(minutes=2)).deliver_due()
    (message,) = await messages(shop)
    assert message["state"] == "parked"


async def test_what_is_not_parked_is_said_and_left_as_it_is(shop: Shop) -> None:
    await park_sms(shop)
    (parked,) = await messages(shop)
    ((delivered,),) = await shop.rows("SELECT id FROM outbox WHERE kind = 'order.confirmed'")
    nobody = new_id()
    ended = await command(shop, "retry", str(nobody), parked["id"], str(delivered))
    assert (ended.code, ended.out) == (1, "due again: 1\n")
    assert ended.err.splitlines() == [
        f"{nobody}: there is no such message",
        f"{delivered}: it is delivered",
    ]
    again = await command(shop, "retry", parked["id"])
    assert (again.code, again.out) == (1, "due again: 0\n")
    assert again.err == f"{parked['id']}: it waits to be tried already\n"
    assert (await command(shop, "retry", "--all-parked")).code == 0
    ((count,),) = await shop.rows("SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL")
    assert count == 3


async def test_without_a_database_it_says_so_and_ends_with_2() -> None:
    for url, reason in {
        "": "DATABASE_URL is not set",
        "postgresql://orders:local@127.0.0.1:1/orders": "the database does not answer",
    }.items():
        ended = await run("orders.outbox", "list", DATABASE_URL=url)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(reason)
        assert "Traceback" not in ended.err


def client(name: str) -> Any:
    keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
    return boto3.client(name, region_name="eu-west-1", **keys)


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("InvalidParameter", Refused),
        ("MessageRejected", Refused),
        ("Throttling", AwsUnavailable),
        ("InternalFailure", AwsUnavailable),
        # The shop's own trouble, whatever the message: it must not be parked for it.
        ("ExpiredToken", AwsUnavailable),
        ("AuthorizationError", AwsUnavailable),
        ("NotFound", AwsUnavailable),
    ],
)
async def test_what_is_kept_of_a_failure_names_nobody(code: str, raised: type) -> None:
    sns, ses = client("sns"), client("ses")
    said = f"{EMAIL} and {PHONE} are not to our liking"
    with Stubber(sns) as topic, Stubber(ses) as mail:
        topic.add_client_error("publish", code, said)
        mail.add_client_error("send_email", code, said)
        with pytest.raises(raised) as refused:
            await SnsSms(sns).send_sms(new_id(), PHONE, "hola")
        assert str(refused.value) == f"{code} at Publish"
        with pytest.raises(raised) as refused:
            await SesMail(ses, "shop@example.com").send(new_id(), EMAIL, "hola", "hola")
        assert str(refused.value) == f"{code} at SendEmail"


async def test_a_number_that_is_no_text_is_refused_without_being_kept() -> None:
    not_text: Any = 34612345678
    sns = client("sns")
    with pytest.raises(Refused) as refused:
        await SnsSms(sns).send_sms(new_id(), not_text, "")
    assert str(refused.value) == "not valid for publish"
