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
    # Of the draft that made the product what it is, good while this is its version.
    sa.Column("digest", sa.LargeBinary),
    sa.Column("digest_version", sa.BigInteger),
)

# Prices that were replaced, and when. Each began where the one before it ended, the first one with
# the product; a trigger writes them.
past_prices = sa.Table(
    "past_prices",
    metadata,
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("until", _time, primary_key=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
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

# One row: the version of the tree, which triggers change with each transaction that changes it.
category_tree = sa.Table(
    "category_tree", metadata, sa.Column("version", sa.BigInteger, nullable=False)
)

category_texts = sa.Table(
    "category_texts",
    metadata,
    sa.Column("category_id", sa.Uuid, primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    # The name without accents and capitals; made by PostgreSQL.
    sa.Column("name_key", sa.Text, sa.Computed("tienda_fold(name)")),
)

# What an import has written and the search does not know yet; empty unless one is under way.
unindexed = sa.Table("unindexed", metadata, sa.Column("product_id", sa.Uuid, primary_key=True))

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
    # All different words of its texts, folded like the name; triggers count them.
    sa.Column("words", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    # How many different stems there are, and words in the name.
    sa.Column("size", sa.Integer, nullable=False, server_default="0"),
    sa.Column("name_words", sa.Integer, nullable=False, server_default="0"),
    # Makes samples: one product in 8, 64, 512 has at least 1, 2, 3.
    sa.Column("level", sa.SmallInteger, nullable=False, server_default="0"),
    # The product's own, which a trigger keeps up: to filter and to count by.
    sa.Column("category_id", sa.Uuid),
    sa.Column("price", sa.BigInteger),
    sa.Column("brand", sa.Text),
    sa.Column("available", sa.Boolean),
    # How well it has sold of late, as catalog.sync.popularity has it; 0 for most.
    sa.Column("popularity", sa.SmallInteger, nullable=False, server_default="0"),
)

# Those whose popularity is more than 0.
popular = sa.Table("popular", metadata, sa.Column("product_id", sa.Uuid, primary_key=True))

# Each word that texts have, and how many products have it.
search_words = sa.Table(
    "search_words",
    metadata,
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("word", sa.Text, primary_key=True),
    # As `vector` has it; empty for a word that means nothing by itself.
    sa.Column("stem", sa.Text, nullable=False),
    sa.Column("products", sa.BigInteger, nullable=False),
)

# Stems of one language that mean the same, each pair both ways; see catalog.search.query.synonyms.
search_synonyms = sa.Table(
    "search_synonyms",
    metadata,
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("stem", sa.Text, primary_key=True),
    sa.Column("other", sa.Text, primary_key=True),
)

# Sums over `product_search`.
search_sizes = sa.Table(
    "search_sizes",
    metadata,
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("products", sa.BigInteger, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("name_words", sa.BigInteger, nullable=False),
)

# What shoppers have searched and found, by its words without accents and capitals.
past_queries = sa.Table(
    "past_queries",
    metadata,
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("folded", sa.Text, primary_key=True),
    # As somebody typed it, in small letters.
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.Column("last_asked", _time, nullable=False),
)
