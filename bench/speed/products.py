"""Generates plausible products in two languages, always the same for one seed."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.speed.vocabulary import (
    COLOURS,
    MATERIALS,
    OTHERS,
    SENTENCES,
    SYLLABLES,
    TABLES,
    Kind,
    Word,
)

STOCK = 100_000_000
"""Units of each product: more than any run sells."""
_BRANDS = 200
_WIDTHS = (480, 960, 1600)
"""Widths of a picture's sizes, in pixels."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The random properties of a product."""

    kind: Kind
    material: Word
    colour: Word
    series: str
    brand: str

    @property
    def name(self) -> Word:
        """The product's name in both languages."""
        kind, material, colour = self.kind.name, self.material, self.colour
        return Word(
            f"{kind.es} {self.series} de {material.es} {colour.es}",
            f"{self.series} {kind.en.lower()} in {colour.en} {material.en}",
        )


def traits(number: int, seed: int) -> Traits:
    """Return the traits of the product of that number; every third has the word "mesa"."""
    rng = random.Random(f"{seed} {number}")  # noqa: S311 (nothing secret)
    makers = random.Random(f"{seed} brand {rng.randrange(_BRANDS)}")  # noqa: S311
    return Traits(
        kind=rng.choice(OTHERS if number % 3 else TABLES),
        material=rng.choice(MATERIALS),
        colour=rng.choice(COLOURS),
        series=_word(rng, 4),
        brand=_word(makers, 3),
    )


def product(number: int, seed: int) -> dict[str, Any]:
    """Return the product of that number, as the import takes it."""
    made = traits(number, seed)
    rng = random.Random(f"{seed} rest of {number}")  # noqa: S311
    sentences = rng.sample(SENTENCES, rng.randint(3, 6))
    size = f"{rng.randrange(20, 240, 5)} x {rng.randrange(20, 120, 5)} cm"
    return {
        "sku": f"SP-{number:07}",
        "names": made.name._asdict(),
        "descriptions": {
            "es": " ".join(sentence.es for sentence in sentences),
            "en": " ".join(sentence.en for sentence in sentences),
        },
        "category": [_category(made.kind.room), _category(made.kind.room, made.kind.family)],
        "price": {"amount": rng.randrange(500, 150_000, 10), "currency": "EUR"},
        "brand": made.brand,
        "attributes": {
            "es": {"Material": made.material.es, "Color": made.colour.es, "Medidas": size},
            "en": {"Material": made.material.en, "Colour": made.colour.en, "Size": size},
        },
        "images": [{"sources": [_source(number, pixels) for pixels in _WIDTHS]}],
        "stock": STOCK,
    }


def write(file: Path, count: int, seed: int, first: int = 0) -> Iterator[int]:
    """Write `count` products as JSONL, from number `first` on; yield how many are done so far."""
    with file.open("w", encoding="utf-8") as rows:
        for done in range(count):
            rows.write(json.dumps(product(first + done, seed), ensure_ascii=False) + "\n")
            if done % 1000 == 0:
                yield done
    yield count


def _word(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choices(SYLLABLES, k=syllables)).capitalize()


def _category(*names: Word) -> dict[str, Any]:
    # The slug has the whole path: two rooms may have a category of one name.
    slug = "-".join(name.en.lower().replace(" ", "-") for name in names)
    return {"slug": slug, "names": names[-1]._asdict()}


def _source(number: int, pixels: int) -> dict[str, Any]:
    return {"key": f"SP/{number}-{pixels}.webp", "width": pixels, "height": pixels}
