"""The demo catalogue: complete, in two languages, and with a picture for every piece."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from demo.pictures import Picture, draw, load_specs
from demo.pictures.files import WIDTHS, file_name, write
from demo.pictures.kinds import KINDS
from demo.pictures.spec import SPECS

LANGUAGES = ("es", "en")
PRODUCTS: list[dict[str, Any]] = [
    json.loads(line)
    for file in sorted(SPECS.parent.glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]
PICTURES = load_specs()


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def test_the_shop_is_well_furnished() -> None:
    assert len(PRODUCTS) >= 240
    assert sum(product["names"]["es"].startswith("Mesa") for product in PRODUCTS) >= 20


@pytest.mark.parametrize("key", ["sku", "slug"])
def test_no_two_pieces_share_a_key(key: str) -> None:
    assert repeated([product[key] for product in PRODUCTS]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["names", "descriptions"])
def test_every_text_is_written_for_its_piece(field: str, language: str) -> None:
    texts = [product[field][language] for product in PRODUCTS]
    assert all(text.strip() == text != "" for text in texts)
    assert repeated(texts) == []


def test_the_two_languages_say_it_differently() -> None:
    for product in PRODUCTS:
        for field in ("names", "descriptions"):
            assert product[field]["es"] != product[field]["en"], product["sku"]


def test_every_detail_is_there_in_both_languages() -> None:
    for product in PRODUCTS:
        spanish, english = (product["attributes"][language] for language in LANGUAGES)
        assert len(spanish) == len(english) >= 1, product["sku"]
        assert all(spanish.values()), product["sku"]
        assert all(english.values()), product["sku"]


def test_prices_are_in_euros_and_stock_is_never_negative() -> None:
    for product in PRODUCTS:
        assert product["price"]["amount"] > 0, product["sku"]
        assert product["price"]["currency"] == "EUR", product["sku"]
        assert product["stock"] >= 0, product["sku"]
    assert any(product["stock"] == 0 for product in PRODUCTS)


def test_a_category_has_one_name_and_one_place_in_the_tree() -> None:
    places: dict[str, set[str]] = {}
    for product in PRODUCTS:
        path = product["category"]
        assert len(path) == 2, product["sku"]
        for depth, step in enumerate(path):
            above = [parent["slug"] for parent in path[:depth]]
            place = json.dumps([above, step["names"]], sort_keys=True)
            places.setdefault(step["slug"], set()).add(place)
    assert {slug: found for slug, found in places.items() if len(found) > 1} == {}


def test_every_piece_has_a_picture_of_its_own() -> None:
    assert set(PICTURES) == {product["sku"] for product in PRODUCTS}
    drawn = [json.dumps([p.kind, p.backdrop, dict(p.params)]) for p in PICTURES.values()]
    assert repeated(drawn) == []


def test_every_kind_of_piece_is_used() -> None:
    assert {picture.kind for picture in PICTURES.values()} == set(KINDS)


@pytest.mark.parametrize("sku", list(islice(PICTURES, 0, None, 23)))
def test_a_picture_shows_something(sku: str) -> None:
    page = draw(PICTURES[sku]).resize((60, 75))
    empty = draw(Picture("tools", PICTURES[sku].backdrop, {"length": 0.01})).resize((60, 75))
    differing = sum(a != b for a, b in zip(page.tobytes(), empty.tobytes(), strict=True))
    assert differing > 60 * 75 * 3 * 0.03
    assert len(page.getcolors(60 * 75) or []) > 30


def test_the_same_parameters_give_the_same_pixels() -> None:
    spec = next(iter(PICTURES.values()))
    assert draw(spec).tobytes() == draw(spec).tobytes()


def test_a_parameter_that_a_kind_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError):
        draw(Picture("bowl", params={"wheels": 4}))


def test_a_picture_is_written_in_every_width(tmp_path: Path) -> None:
    sku, spec = next(iter(PICTURES.items()))
    write(sku, spec, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        file_name(sku, width) for width in WIDTHS
    )
