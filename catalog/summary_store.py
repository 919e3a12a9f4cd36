"""As much of products as a list shows, and the names of the categories beside it, as SQL."""

from typing import Any

import sqlalchemy as sa

from catalog.domain import DEFAULT_LANGUAGE, Language
from catalog.paging import Sort
from catalog.results import aggregated, order_of
from catalog.store import category_name, shown_text
from catalog.tables import categories, pictures, products


def named(shelves: sa.FromClause, page: sa.FromClause, language: Language) -> sa.Select[Any]:
    """Id, slug and name of the categories on the paths of shelves, and of those on the page."""
    on_paths = sa.select(sa.func.unnest(shelves.c.path)).distinct()
    # Arrays: an index is looked into for each, however large the tree is.
    return sa.select(
        categories.c.id, categories.c.slug, category_name(language).label("name")
    ).where(
        sa.or_(
            categories.c.slug == sa.any_(sa.func.array(on_paths.scalar_subquery())),
            # Of very many results the shelves are those of a sample.
            categories.c.id
            == sa.any_(sa.func.array(sa.select(page.c.category_id).distinct().scalar_subquery())),
        )
    )


def shown(
    page: sa.FromClause, names: sa.FromClause, sort: Sort, language: Language
) -> sa.ScalarSelect[str]:
    """A JSON list, as text, of [key, Summary] for each result on the page, in its order."""
    product = _product(page.c.id)
    text = shown_text(page.c.id, language)
    picture = _picture(page.c.id)
    alts = [
        picture.c.alts.op("->>")(sa.literal_column(f"'{one.value}'")) for one in _told(language)
    ]
    summary = sa.func.json_build_array(
        page.c.id,
        product.c.sku,
        product.c.slug,
        text.c.name,
        sa.func.json_build_array(names.c.slug, names.c.name),
        sa.func.json_build_object(
            sa.literal_column("'amount'"),
            product.c.price_amount,
            sa.literal_column("'currency'"),
            product.c.currency,
        ),
        sa.case(
            (
                picture.c.sources.is_not(None),
                sa.func.json_build_array(
                    picture.c.sources,
                    sa.func.coalesce(*(sa.func.nullif(alt, "") for alt in alts), text.c.name),
                ),
            )
        ),
        product.c.available,
    )
    source = (
        page.join(names, names.c.id == page.c.category_id)
        .join(product, sa.true())
        .join(text, sa.true())
        .outerjoin(picture, sa.true())
    )
    pair = sa.func.json_build_array(page.c.key, summary)
    return aggregated(pair, *order_of(page, sort)).select_from(source).scalar_subquery()


def _told(language: Language) -> list[Language]:
    return list(dict.fromkeys((language, DEFAULT_LANGUAGE)))


def _product(product_id: sa.ColumnElement[Any]) -> sa.FromClause:
    # Limited, so that each is looked up: how long a page is a plan that is kept does not know.
    return (
        sa.select(products)
        .where(products.c.id == product_id)
        .limit(sa.literal_column("1"))
        .lateral("shown_product")
    )


def _picture(product_id: sa.ColumnElement[Any]) -> sa.FromClause:
    return (
        sa.select(pictures.c.sources, pictures.c.alts)
        .where(
            pictures.c.product_id == product_id,
            pictures.c.sources != sa.literal_column("'[]'::jsonb"),
        )
        .order_by(pictures.c.position)
        .limit(sa.literal_column("1"))
        .lateral("shown_picture")
    )
