"""Events about stock, as messages of the queue have them."""

import json
from uuid import UUID

import pytest

from catalog.sync.availability import MalformedEvent, StockChanged, parse_stock_changed

PRODUCT = UUID("0199f5d2-7c3a-7bb0-8a51-0d6f5d2c9f10")
EVENT = {
    "id": "0199f5d2-7c3a-7bb0-8a51-0d6f5d2c9f11",
    "type": "stock.changed",
    "source": "tienda.orders",
    "time": "2026-01-02T03:04:05+00:00",
    "data": {"product_id": str(PRODUCT), "available": False, "version": 7},
}


def enveloped(message: str) -> str:
    return json.dumps({"Type": "Notification", "TopicArn": "arn:aws:sns:x", "Message": message})


def changed(**data: object) -> str:
    return json.dumps({**EVENT, "data": {**EVENT["data"], **data}})


@pytest.mark.parametrize("wrap", [str, enveloped])
def test_an_event_is_parsed_with_and_without_an_envelope(wrap):
    assert parse_stock_changed(wrap(json.dumps(EVENT))) == StockChanged(
        PRODUCT, available=False, version=7
    )


@pytest.mark.parametrize("wrap", [str, enveloped])
def test_an_event_of_another_type_is_ignored(wrap):
    body = json.dumps({**EVENT, "type": "order.confirmed", "data": {"number": 1}})
    assert parse_stock_changed(wrap(body)) is None


def test_unknown_fields_of_an_event_are_ignored():
    assert parse_stock_changed(changed(left=0)) is not None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Gracias por tu compra.",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({**EVENT, "data": None}),
        changed(product_id="x"),
        changed(available="no"),
        changed(version=0),
        changed(version=2**63),
        changed(version="7"),
    ],
)
def test_what_is_no_event_is_malformed(body):
    for text in (body, enveloped(body)):
        with pytest.raises(MalformedEvent):
            parse_stock_changed(text)
