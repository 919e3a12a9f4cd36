"""The settings of limits: what an owner may write, and what it means."""

import pytest

from chassis.config import ConfigError, load
from orders import worker
from orders.__main__ import Settings
from orders.limits.domain import DEFAULT_LIMITS, DEFAULT_SMS_COUNTRIES, NO_LIMITS, OrderLimits

ORDERS = {
    "LISTEN": "127.0.0.1:1",
    "DATABASE_URL": "postgresql://orders@127.0.0.1/orders",
    "USERS_ADDRESS": "127.0.0.1:2",
    "CATALOG_ADDRESS": "127.0.0.1:3",
    "RECEIPTS_BUCKET": "receipts",
}
WORKER = {
    "DATABASE_URL": "postgresql://orders@127.0.0.1/orders",
    "RECEIPTS_BUCKET": "receipts",
    "ORDER_EVENTS_TOPIC_ARN": "arn:aws:sns:eu-west-1:1:order-events",
}
LIMITS = (
    "LIMIT_ORDERS_BY_ADDRESS",
    "LIMIT_ORDERS_BY_CONTACT",
    "LIMIT_UNITS_OF_PRODUCT",
    "LIMIT_UNITS",
    "LIMIT_CARTS_BY_ADDRESS",
)


def test_who_sets_no_limit_has_the_defaults() -> None:
    assert load(Settings, ORDERS).limits == DEFAULT_LIMITS


def test_zero_is_no_limit() -> None:
    none = {**ORDERS, **dict.fromkeys(LIMITS, "0"), "LIMIT_CUSTOMER_FACTOR": "1"}
    assert load(Settings, none).limits == NO_LIMITS


@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_is_its_own(name: str) -> None:
    limits = load(Settings, {**ORDERS, name: "7"}).limits
    field = name.removeprefix("LIMIT_").lower()
    assert getattr(limits, field) == 7
    others = {other for other in LIMITS if other != name}
    assert all(
        getattr(limits, each) == getattr(DEFAULT_LIMITS, each)
        for each in (other.removeprefix("LIMIT_").lower() for other in others)
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, wrong) for name in LIMITS for wrong in ("-1", "1000001")),
        ("LIMIT_UNITS", "many"),
        ("LIMIT_CUSTOMER_FACTOR", "0"),
        ("LIMIT_CUSTOMER_FACTOR", "1001"),
    ],
)
def test_a_wrong_limit_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(Settings, {**ORDERS, name: value})


def test_the_largest_limits_are_limits() -> None:
    largest = {**dict.fromkeys(LIMITS, "1000000"), "LIMIT_CUSTOMER_FACTOR": "1000"}
    assert load(Settings, {**ORDERS, **largest}).limits == OrderLimits(
        orders_by_address=1_000_000,
        orders_by_contact=1_000_000,
        units_of_product=1_000_000,
        units=1_000_000,
        customer_factor=1000,
        carts_by_address=1_000_000,
    )


@pytest.mark.parametrize(
    ("name", "good", "wrong"),
    [
        ("LIMIT_SMS_BY_NUMBER", "0", "-1"),
        ("LIMIT_SMS_BY_NUMBER", "1000", "1001"),
        ("GUEST_CART_DAYS", "1", "0"),
        ("GUEST_CART_DAYS", "3650", "3651"),
        ("OUTBOX_PAUSE", "0.1", "0"),
        ("OUTBOX_REPORT", "0.1", "0"),
    ],
)
def test_the_workers_settings_have_bounds_too(name: str, good: str, wrong: str) -> None:
    assert getattr(load(worker.Settings, {**WORKER, name: good}), name.lower()) == float(good)
    with pytest.raises(ConfigError, match=name):
        load(worker.Settings, {**WORKER, name: wrong})


def test_the_countries_of_sms_are_codes() -> None:
    assert load(Settings, {**ORDERS, "SMS_COUNTRIES": "ES,PT"}).countries_with_sms == {"ES", "PT"}
    assert "JP" in load(Settings, {**ORDERS, "SMS_COUNTRIES": "all"}).countries_with_sms
    assert load(Settings, ORDERS).countries_with_sms == DEFAULT_SMS_COUNTRIES
    with pytest.raises(ConfigError, match="SMS_COUNTRIES"):
        load(Settings, {**ORDERS, "SMS_COUNTRIES": "Spain"})
