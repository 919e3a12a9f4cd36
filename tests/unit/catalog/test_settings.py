"""The settings of catalog."""

import pytest

from catalog.__main__ import Settings
from chassis.config import ConfigError, load

GOOD = {
    "LISTEN": "127.0.0.1:50051",
    "DATABASE_URL": "postgresql://tienda:secret@localhost/catalog",
    "USERS_ADDRESS": "127.0.0.1:50053",
    "MEDIA_BUCKET": "media",
}


@pytest.mark.parametrize("currency", ["EUR", "COP", "JPY", "KWD", "CLF"])
def test_a_shop_sells_in_any_currency_that_has_minor_units(currency: str) -> None:
    assert load(Settings, {**GOOD, "SHOP_CURRENCY": currency}).shop_currency == currency


@pytest.mark.parametrize("currency", ["ZZZ", "XTS", "XAU", "eur", "EURO"])
def test_a_shop_does_not_open_with_a_currency_that_is_none(currency: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(Settings, {**GOOD, "SHOP_CURRENCY": currency})
    (fault,) = caught.value.faults
    assert fault.startswith(f"SHOP_CURRENCY is wrong ({currency!r})")
