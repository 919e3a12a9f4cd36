"""Phone numbers: which can be dialled from abroad, of what type they are, and what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

from chassis.errors import Validation
from chassis.text.normalization import normalize_line
from chassis.violations import Code, Param

MAX_PHONE_LENGTH = 40
"""Characters, including spaces and brackets."""
EXAMPLE: Final = "+34 612 345 678"

_MIN_DIGITS = 5
"""Digits of what is meant to be a number."""
_INTERNATIONAL_PREFIX = re.compile(r"^[\s(]*00(?=\s?[1-9])")
"""The 00 that most of the world dials for the +."""
_TURNED = re.compile("[\u202d\u202e]")
"""What address books put around a number, so that it reads from left to right."""
_LETTER_AMONG_DIGITS = re.compile(r"[+\uff0b\d].*[^\W\d_]")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")


class PhoneType(IntEnum):
    """What a number is for, as its country's numbering plan has it."""

    FIXED_LINE = PhoneNumberType.FIXED_LINE
    MOBILE = PhoneNumberType.MOBILE
    FIXED_LINE_OR_MOBILE = PhoneNumberType.FIXED_LINE_OR_MOBILE
    TOLL_FREE = PhoneNumberType.TOLL_FREE
    PREMIUM_RATE = PhoneNumberType.PREMIUM_RATE
    SHARED_COST = PhoneNumberType.SHARED_COST
    VOIP = PhoneNumberType.VOIP
    PERSONAL_NUMBER = PhoneNumberType.PERSONAL_NUMBER
    PAGER = PhoneNumberType.PAGER
    UAN = PhoneNumberType.UAN
    VOICEMAIL = PhoneNumberType.VOICEMAIL
    UNKNOWN = PhoneNumberType.UNKNOWN


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that exists in its country's numbering plan."""

    e164: str
    type: PhoneType


@dataclass(frozen=True, slots=True)
class PhoneFlaw:
    """Why a text is no phone number."""

    code: Code
    params: Mapping[str, Param]


def judge_phone(text: str) -> PhoneNumber | PhoneFlaw:
    """Return the number that a text is, whatever it is grouped by, or what is wrong with it.

    A number with an extension is refused: E.164 has none, and an SMS reaches none.
    """
    line = _TURNED.sub("", normalize_line(text))
    if len(line) > MAX_PHONE_LENGTH:
        return PhoneFlaw(Code.TOO_LONG, {"max": MAX_PHONE_LENGTH})
    number = _parsed(line)
    if number is None:
        has_digits = sum(letter.isdigit() for letter in line) >= _MIN_DIGITS
        is_local = has_digits and not line.startswith(("+", "\uff0b"))
        if is_local:
            return PhoneFlaw(Code.PHONE_WITHOUT_COUNTRY_CODE, {"example": EXAMPLE})
        return PhoneFlaw(Code.MALFORMED_PHONE, {"example": EXAMPLE})
    if phonenumbers.is_valid_number(number) and not _has_more_than_number(line, number):
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        return PhoneNumber(e164, PhoneType(phonenumbers.number_type(number)))
    return _flaw(line, number)


def read_phone(validation: Validation, field: str, text: str) -> str:
    """Return the number in E.164, or nothing for an empty text; note what is wrong with it."""
    if not normalize_line(text):
        return ""
    match judge_phone(text):
        case PhoneNumber(e164):
            return e164
        case PhoneFlaw(code, params):
            validation.add(field, code, **params)
    return ""


def _parsed(line: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(_INTERNATIONAL_PREFIX.sub("+", line))
    except NumberParseException:
        return None


def _has_more_than_number(line: str, number: phonenumbers.PhoneNumber) -> bool:
    # The library reads letters as a dial does: "O" for 0 would be 6, somebody else's number.
    return bool(number.extension or _LETTER_AMONG_DIGITS.search(line))


def _flaw(line: str, number: phonenumbers.PhoneNumber) -> PhoneFlaw:
    if number.extension:
        return PhoneFlaw(Code.PHONE_EXTENSION, {})
    if _LETTER_AMONG_DIGITS.search(line):
        return PhoneFlaw(Code.PHONE_LETTERS, {"example": EXAMPLE})
    without_zero = _parsed(_TRUNK_ZERO.sub("", line))
    if without_zero == number and number.italian_leading_zero:
        without_zero = phonenumbers.PhoneNumber(
            country_code=number.country_code, national_number=number.national_number
        )
    if without_zero and without_zero != number and phonenumbers.is_valid_number(without_zero):
        meant = phonenumbers.format_number(without_zero, PhoneNumberFormat.INTERNATIONAL)
        return PhoneFlaw(Code.PHONE_TRUNK_ZERO, {"example": meant})
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT:
            return PhoneFlaw(Code.PHONE_TOO_SHORT, {})
        case ValidationResult.TOO_LONG:
            return PhoneFlaw(Code.PHONE_TOO_LONG, {})
    return PhoneFlaw(Code.MALFORMED_PHONE, {"example": EXAMPLE})
