"""What a picture shows: its kind, its backdrop and the parameters of its kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Value = str | int | float | bool

SPECS = Path(__file__).parent.parent / "catalogue" / "pictures.json"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture; `params` are the named parameters of the function that draws the kind."""

    kind: str
    backdrop: str = "sand"
    params: Mapping[str, Value] = field(default_factory=dict)


def load_specs(path: Path = SPECS) -> dict[str, Picture]:
    """Return the pictures by SKU, in the file's order."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {
        sku: Picture(row["kind"], row.get("backdrop", "sand"), row.get("params", {}))
        for sku, row in rows.items()
    }
