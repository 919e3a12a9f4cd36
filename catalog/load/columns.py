"""The columns of a CSV file of products."""

COLUMNS = (
    "sku",
    "slug",
    "name_es",
    "name_en",
    "description_es",
    "description_en",
    "category",
    "category_names_es",
    "category_names_en",
    "price",
    "currency",
    "brand",
    "stock",
    "state",
)
REQUIRED_COLUMNS = ("sku", "price")
LANGUAGES = ("es", "en")
