"""Formats money and dates in the buyer's language, as the web front does."""

from datetime import UTC, datetime

from chassis.money import Money, decimals_of
from chassis.money.currencies import SYMBOLS

_MAX_UNGROUPED = 9999
"""Spanish separates thousands from five digits on."""
_NO_BREAK_SPACE = "\u00a0"

_MONTHS = {
    "es": "enero febrero marzo abril mayo junio"
    " julio agosto septiembre octubre noviembre diciembre",
    "en": "January February March April May June July August September October November December",
}


def format_money(money: Money, language: str) -> str:
    """Return an amount: "149,90 €" in Spanish, "€149.90" in English."""
    decimals = decimals_of(money.currency)
    whole, part = divmod(money.amount, 10**decimals)
    symbol = SYMBOLS.get(money.currency)
    if language == "es":
        grouped = f"{whole:,}".replace(",", ".") if whole > _MAX_UNGROUPED else str(whole)
        number = f"{grouped},{part:0{decimals}}" if decimals else grouped
        return f"{number}{_NO_BREAK_SPACE}{symbol or money.currency}"
    number = f"{whole:,}.{part:0{decimals}}" if decimals else f"{whole:,}"
    return f"{symbol}{number}" if symbol else f"{money.currency}{_NO_BREAK_SPACE}{number}"


def format_date(moment: datetime, language: str) -> str:
    """Return the day in UTC: "5 de marzo de 2026", "5 March 2026"."""
    day = moment.astimezone(UTC)
    month = _MONTHS[language].split()[day.month - 1]
    return (
        f"{day.day} de {month} de {day.year}"
        if language == "es"
        else f"{day.day} {month} {day.year}"
    )
