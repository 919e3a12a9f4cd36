"""Reads amounts of money as people type them: in files, forms and cells of a spreadsheet.

What can be read in two ways is not guessed: "1.290" is 1290 to a Spaniard and 1.29 to a program.
The front reads by the same rules (web/src/i18n/amountText.ts), and tests/tables/amounts.json holds
both to them.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, unique

from chassis.money.currencies import currencies_of_sign, decimals_of

MAX_TEXT = 64
"""Characters of an amount, its currency included."""
MAX_DIGITS = 15
"""Digits in minor units: JavaScript and JSON hold them exactly."""

_AFFIXES = re.compile(r"([^0-9]*)([0-9].*[0-9]|[0-9])([^0-9]*)", re.DOTALL)
_GROUPED = re.compile(r"([1-9][0-9]{0,2}([., '])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?")
_PLAIN = re.compile(r"([0-9]*)(?:([.,])([0-9]+))?")
_EXPONENT = re.compile(r"[0-9][.,0-9]*[eE][+-]?[0-9]+")
_PLUS_MINUS = re.compile(r"[+\-\u2212\u2013]")
_INVISIBLE = re.compile("[\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202d\\u2060-\\u2069\\ufeff]+")
"""What an amount copied from a page or a calculator has in it, and nobody sees. U+202E is not
among it: it turns the digits around."""
_SPACES = re.compile("[\\t\\n\\r \\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]+")
_DECIMALS_OF_GROUPS = 3


@unique
class Fault(Enum):
    """Why a text is not taken for an amount."""

    NOT_AN_AMOUNT = "not-an-amount"
    AMBIGUOUS = "ambiguous"
    TOO_MANY_DECIMALS = "too-many-decimals"
    TOO_LARGE = "too-large"
    OTHER_CURRENCY = "other-currency"
    SIGNED = "signed"
    EXPONENT = "exponent"
    OTHER_DIGITS = "other-digits"


@dataclass(frozen=True, slots=True)
class AmountFault:
    """A text that is not taken for an amount, and why."""

    fault: Fault
    currency: str
    example: str
    """An amount in this currency, as it may be written here."""
    readings: tuple[str, ...] = ()
    """The two amounts that an ambiguous text may mean, the one with decimals first."""

    @property
    def description(self) -> str:
        """Say what is wrong, in English, without a subject."""
        decimals = decimals_of(self.currency)
        template = _DESCRIPTIONS[self.fault]
        small, large = self.readings or ("", "")
        if small and not _fits(small, decimals):
            template = _ONE_READING_HAS_TOO_MANY_DECIMALS
        limit = f"at most {decimals}" if decimals else "no"
        return template.format(
            currency=self.currency, example=self.example, limit=limit, small=small, large=large
        )


_DESCRIPTIONS = {
    Fault.NOT_AN_AMOUNT: "must be an amount like {example}",
    Fault.AMBIGUOUS: "can be read as {small} or {large}: write the one that is meant",
    Fault.TOO_MANY_DECIMALS: "must have {limit} decimals, as {currency} has",
    Fault.TOO_LARGE: "is too large for an amount of money",
    Fault.OTHER_CURRENCY: "must be in {currency}: the sign of another currency stands there",
    Fault.SIGNED: "must be written without a plus or minus sign",
    Fault.EXPONENT: "must be written out like {example}, without an exponent",
    Fault.OTHER_DIGITS: "must be written with the digits 0 to 9, like {example}",
}
_ONE_READING_HAS_TOO_MANY_DECIMALS = (
    "can be read as {large}, or as {small} with more decimals than {currency} has:"
    " write {large} if that is meant"
)


def parse_amount(text: str, currency: str, decimal_separator: str = ".") -> int | AmountFault:
    """Return the minor units that a text means, or why it means none or two amounts.

    The text may have thousands separators, and a sign or the code of `currency` on either side.
    `decimal_separator` is that of the file or form: "." or ",". The other mark is read too where
    it can mean but one thing. Raise UnknownCurrency.
    """
    decimals = decimals_of(currency)
    number = _without_affixes(text, currency)
    reading = _read(number, decimals, decimal_separator) if isinstance(number, str) else number
    if isinstance(reading, int):
        return reading
    fault, readings = reading
    return AmountFault(fault, currency, _example(decimals, decimal_separator), readings)


_Refusal = tuple[Fault, tuple[str, ...]]


def _without_affixes(text: str, currency: str) -> str | _Refusal:
    """Return the number between a currency's signs; its spaces and apostrophes are plain ones."""
    if any(not char.isascii() and unicodedata.category(char)[0] == "N" for char in text):
        return Fault.OTHER_DIGITS, ()
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    parts = _AFFIXES.fullmatch(text) if len(text) <= MAX_TEXT else None
    if parts is None:
        return Fault.NOT_AN_AMOUNT, ()
    before, number, after = (part.strip(" ") for part in parts.groups())
    if before.endswith((".", ",")) and not currencies_of_sign(before):
        before, number = before[:-1].rstrip(" "), before[-1] + number
    fault = _fault_of_affixes([before.replace(" ", ""), after.replace(" ", "")], currency)
    if fault is None and _EXPONENT.fullmatch(number):
        fault = Fault.EXPONENT
    return (fault, ()) if fault else number.replace("\u2019", "'")


def _fault_of_affixes(affixes: list[str], currency: str) -> Fault | None:
    """Return why a number must not have these texts around it."""
    signs = [_PLUS_MINUS.sub("", affix) for affix in affixes]
    meant = [currencies_of_sign(sign) for sign in signs if sign]
    if not all(meant):
        return Fault.NOT_AN_AMOUNT
    if any(currency not in currencies for currencies in meant):
        return Fault.OTHER_CURRENCY
    return Fault.SIGNED if signs != affixes else None


def _read(number: str, decimals: int, decimal_separator: str) -> int | _Refusal:
    """Return the minor units of a number that has one reading."""
    plain, grouped = _PLAIN.fullmatch(number), _GROUPED.fullmatch(number)
    if plain and grouped and decimals:
        # Three digits after a single mark: decimals, or thousands.
        if decimals < _DECIMALS_OF_GROUPS or plain[2] != decimal_separator:
            whole = grouped[1].replace(plain[2], "")
            part = plain[3].rstrip("0").ljust(decimals, "0")
            return Fault.AMBIGUOUS, (f"{plain[1]}{decimal_separator}{part}", whole)
        grouped = None
    if grouped:
        return _minor_units(re.sub("[^0-9]", "", grouped[1]), grouped[3] or "", decimals)
    if plain:
        return _minor_units(plain[1], plain[3] or "", decimals)
    return Fault.NOT_AN_AMOUNT, ()


def _minor_units(whole: str, part: str, decimals: int) -> int | _Refusal:
    part = part.rstrip("0").ljust(decimals, "0")
    if len(part) > decimals:
        return Fault.TOO_MANY_DECIMALS, ()
    digits = (whole + part).lstrip("0")
    return int(digits or "0") if len(digits) <= MAX_DIGITS else (Fault.TOO_LARGE, ())


def _fits(reading: str, decimals: int) -> bool:
    return len(reading) - len(reading.rstrip("0123456789")) <= decimals


def _example(decimals: int, decimal_separator: str) -> str:
    return f"149{decimal_separator}{'90'.ljust(decimals, '0')}" if decimals else "149"
