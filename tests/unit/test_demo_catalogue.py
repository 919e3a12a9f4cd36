"""The demo shop: enough pieces, in both languages, each with a picture of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from local import demo
from local.demo.pictures import draw, load_specs

FOLDER = Path(demo.__file__).parent / "catalogue"


@pytest.fixture(scope="module")
def pieces() -> list[dict[str, Any]]:
    files = sorted(FOLDER.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_the_shop_is_furnished(pieces) -> None:
    assert len(pieces) >= 240
    assert sum("mesa" in piece["names"]["es"].lower() for piece in pieces) >= 20


def test_no_code_or_text_stands_twice(pieces) -> None:
    for key in ("sku", "slug"):
        assert len({piece[key] for piece in pieces}) == len(pieces)
    for text in ("names", "descriptions"):
        for language in ("es", "en"):
            said = {piece[text][language] for piece in pieces}
            assert len(said) == len(pieces)
            assert all(one.strip() for one in said)


def test_both_languages_say_it_each_in_its_own_words(pieces) -> None:
    for piece in pieces:
        assert piece["descriptions"]["es"] != piece["descriptions"]["en"], piece["sku"]
        assert len(piece["attributes"]["es"]) == len(piece["attributes"]["en"]), piece["sku"]


def test_everything_has_a_price_and_a_place(pieces) -> None:
    places: dict[str, tuple[str, ...]] = {}
    for piece in pieces:
        assert piece["price"]["amount"] > 0
        assert piece["price"]["currency"] == "EUR"
        assert piece["stock"] >= 0
        path = tuple(category["slug"] for category in piece["category"])
        assert places.setdefault(path[-1], path) == path


def test_each_piece_has_a_picture_and_no_two_are_drawn_alike(pieces) -> None:
    specs = load_specs()
    assert set(specs) == {piece["sku"] for piece in pieces}
    assert len({repr(spec) for spec in specs.values()}) == len(specs)


def test_one_picture_of_each_kind_shows_something() -> None:
    kinds = {spec.kind: spec for spec in load_specs().values()}
    assert len(kinds) >= 20
    for kind, spec in sorted(kinds.items())[::6]:
        picture = draw(spec).convert("RGB").resize((60, 75))
        assert len(picture.getcolors(maxcolors=60 * 75) or []) > 100, kind
