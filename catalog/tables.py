"""The tables of the catalog database."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

metadata = sa.MetaData()

_time = sa.DateTime(timezone=True)

products = sa.Table(
    "products",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("sku", sa.Text, nullable=False, unique=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("category_id", sa.Uuid, nullable=False),
    sa.Column("price_amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("archived", sa.Boolean, nullable=False),
    sa.Column("available", sa.Boolean, nullable=False, server_default=sa.true()),
    # The version of the stock that said so.
    sa.Column("available_version", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("created_at", _time, nullable=False),
    sa.Column("updated_at", _time, nullable=False),
)

product_texts = sa.Table(
    "product_texts",
    metadata,
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    # A list of [name, value], in the order to show them.
    sa.Column("attributes", pg.JSONB, nullable=False),
)

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    # A list of [key, width, height], ascending by width.
    sa.Column("sources", pg.JSONB, nullable=False),
    # By language.
    sa.Column("alts", pg.JSONB, nullable=False),
)

categories = sa.Table(
    "categories",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("parent_id", sa.Uuid),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    # Slugs from the top of the tree to this one.
    sa.Column("path", pg.ARRAY(sa.Text), nullable=False),
    # Orders those with one parent.
    sa.Column("position", sa.Integer, nullable=False),
)

category_texts = sa.Table(
    "category_texts",
    metadata,
    sa.Column("category_id", sa.Uuid, primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

# What can be found: a row for every language of each product that is not archived, made from the
# texts that a shopper in that language gets to read.
product_search = sa.Table(
    "product_search",
    metadata,
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    # The name without accents and capitals, to sort by and to complete.
    sa.Column("name_key", sa.Text, nullable=False),
    sa.Column("vector", pg.TSVECTOR, nullable=False),
)
