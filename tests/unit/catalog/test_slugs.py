"""Slugs made of names."""

import pytest

from catalog.products.slugs import MAX_SLUG, is_slug, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lámpara de pie Ñandú", "lampara-de-pie-nandu"),
        ("  «Mesa»  120\u00d780 cm ", "mesa-120-80-cm"),
        ("Straße Øre Ł", "strasse-ore-l"),
        ("木", ""),
        ("palabra " * 40, "-".join(["palabra"] * 15)),
        ("x" * 200, "x" * MAX_SLUG),
    ],
)
def test_a_slug_is_made_of_a_name(name, slug):
    assert slugify(name) == slug
    assert not slug or is_slug(slug)
