"""Reads a catalogue with judged queries from a folder, and turns its products into import rows.

The folder has products.jsonl.gz, queries.csv, qrels.csv and maybe queries_variants.csv.
"""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.products.validation import (
    MAX_ATTRIBUTE_VALUE,
    MAX_ATTRIBUTES,
    MAX_DESCRIPTION,
    MAX_NAME,
)

_DEFAULT_PRICE = 100
"""The price in minor units of products without one, since the shop needs one."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a shopper typed."""

    id: str
    """The id of the judged query; a variant has the id of its query."""
    language: str
    words: str
    kind: str = ""
    """The kind of variant: "typo_swap", "upper", ...; empty for the query itself."""


Grades = Mapping[str, Mapping[str, int]]
"""Grades by query id and SKU, from 0 (not relevant) to 3 (exactly what was searched for)."""


@dataclass(frozen=True, slots=True)
class Judgments:
    """The queries of a folder, then their variants, and the grades."""

    queries: Sequence[Query]
    grades: Grades


def read(folder: Path) -> Judgments:
    """Return the queries and the grades of a folder."""
    queries = [
        Query(row["qid"], row["lang"], row["query"]) for row in _table(folder / "queries.csv")
    ]
    if (variants := folder / "queries_variants.csv").exists():
        queries += [
            Query(row["qid"].partition("#")[0], row["lang"], row["query"], row["kind"])
            for row in _table(variants)
        ]
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _table(folder / "qrels.csv"):
        grades[row["qid"]][row["product_id"]] = int(row["grade"])
    return Judgments(queries, grades)


def rows(folder: Path, currency: str) -> Iterator[dict[str, Any]]:
    """Yield the products as `python -m catalog.load` takes them, with their ids as SKUs."""
    language = next(_table(folder / "queries.csv"))["lang"]
    with gzip.open(folder / "products.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _row(json.loads(line), language, currency)


def _row(product: Mapping[str, Any], language: str, currency: str) -> dict[str, Any]:
    language = product.get("lang") or language
    return {
        "sku": product["id"],
        "names": {language: product["title"][:MAX_NAME]},
        "descriptions": {language: (product.get("description") or "")[:MAX_DESCRIPTION]},
        "category": [{"slug": "todo", "names": {"es": "Todo", "en": "Everything"}}],
        "price": {"amount": product.get("price_cents") or _DEFAULT_PRICE, "currency": currency},
        "brand": product.get("brand") or "",
        "attributes": {language: _attributes(product.get("attributes") or {})},
    }


def _attributes(given: Mapping[str, Any]) -> dict[str, str]:
    # "Touchscreen: no" would have the product found by "touchscreen".
    shown = {
        name.replace("_", " ").strip(): _shown(value)
        for name, value in given.items()
        if value is not False and value != ""
    }
    return dict(list(shown.items())[:MAX_ATTRIBUTES])


def _shown(value: Any) -> str:
    if value is True:
        return "Yes"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text[:MAX_ATTRIBUTE_VALUE]


def _table(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
