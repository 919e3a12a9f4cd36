"""The currencies of ISO 4217: their decimals, and the signs that people write for them.

Their tables are two JSON files, which the front is built with: currency_formats.json, which every
page needs, has the currencies that do not have two decimals; currencies.json has the others. The
decimals are those of ISO 4217's list one of 2026-01-01, funds included; metals and test codes have
none and are left out. A code that ISO withdraws stays: old orders have it. CLDR, and so `Intl`,
knows other decimals for sixteen currencies, COP and HUF among them.
"""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final


def _read(table: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(
        resources.files(__package__).joinpath(table).read_text(encoding="utf-8")
    )
    return loaded


_CURRENCIES: Final = _read("currencies.json")
_FORMATS: Final = _read("currency_formats.json")
_DECIMALS: Final[Mapping[str, int]] = {
    **{code: 2 for group in ("two_decimals", "withdrawn") for code in _CURRENCIES[group].split()},
    **{
        code: int(decimals)
        for decimals, codes in _FORMATS["decimals"].items()
        for code in codes.split()
    },
}

SYMBOLS: Final[Mapping[str, str]] = _FORMATS["symbols"]
"""The symbol that the shop writes for a currency; it writes the others as their code."""

_SIGNS: Final[Mapping[str, frozenset[str]]] = {
    **{sign.lower(): frozenset(codes.split()) for sign, codes in _CURRENCIES["signs"].items()},
    **{code.lower(): frozenset([code]) for code in _DECIMALS},
}


class UnknownCurrency(ValueError):
    """A code that is not one of ISO 4217's currencies."""


def is_currency(code: str) -> bool:
    """Whether it is the code of a currency that has minor units."""
    return code in _DECIMALS


def decimals_of(code: str) -> int:
    """Return the number of decimals of a currency: 2 for EUR. Raise UnknownCurrency."""
    try:
        return _DECIMALS[code]
    except KeyError:
        raise UnknownCurrency(code) from None


def currencies_of_sign(sign: str) -> frozenset[str]:
    """Return the currencies that a sign or code stands for: several for "$", none for "boxes"."""
    return _SIGNS.get(sign.lower(), frozenset())
