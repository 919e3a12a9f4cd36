"""Draw the demo catalogue's pictures: `python -m demo.pictures --out DIR [--sku SKU ...]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

from demo.pictures.files import WIDTHS, write_all
from demo.pictures.spec import load_specs


def main() -> int:
    """Write the pictures asked for; 2 when a SKU has none."""
    parser = argparse.ArgumentParser(description="Draw the demo catalogue's pictures.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sku", nargs="+", metavar="SKU", help="only these products")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    specs = load_specs()
    if asked.sku:
        unknown = [sku for sku in asked.sku if sku not in specs]
        if unknown:
            parser.error(f"no picture for {', '.join(unknown)}")
        specs = {sku: specs[sku] for sku in asked.sku}
    start = perf_counter()
    write_all(specs, asked.out, asked.processes if len(specs) > 1 else 1)
    took = perf_counter() - start
    print(f"{len(specs)} pictures in {len(WIDTHS)} sizes, {took:.1f} s, in {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
