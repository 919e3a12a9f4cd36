"""Says which columns of other shops' exports to rename, and to what."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.load.columns import COLUMNS
from catalog.load.printable import printable

_SIMILAR = 0.8
"""The likeness of two names, from 0 to 1, from which one is taken for the other misspelt."""
_USUAL: Mapping[str, str] = {
    "id": "sku",
    "reference": "sku",
    "product code": "sku",
    "código": "sku",
    "codigo": "sku",
    "referencia": "sku",
    "referencia interna": "sku",
    "référence": "sku",
    "artikelnummer": "sku",
    "artikel-nr.": "sku",
    "article number": "sku",
    "name": "name_es",
    "title": "name_es",
    "product name": "name_es",
    "nombre": "name_es",
    "título": "name_es",
    "titulo": "name_es",
    "nom": "name_es",
    "désignation": "name_es",
    "bezeichnung": "name_es",
    "artikelname": "name_es",
    "description": "description_es",
    "descripción": "description_es",
    "descripcion": "description_es",
    "beschreibung": "description_es",
    "categories": "category_names_es",
    "categorías": "category_names_es",
    "categoría": "category_names_es",
    "categoria": "category_names_es",
    "catégorie": "category_names_es",
    "kategorie": "category_names_es",
    "product_type": "category_names_es",
    "precio": "price",
    "pvp": "price",
    "prix": "price",
    "preis": "price",
    "precio normal": "price",
    "precio de venta": "price",
    "amount": "price",
    "moneda": "currency",
    "marca": "brand",
    "marque": "brand",
    "marke": "brand",
    "hersteller": "brand",
    "brands": "brand",
    "manufacturer": "brand",
    "existencias": "stock",
    "inventario": "stock",
    "quantity": "stock",
    "qty": "stock",
    "cantidad": "stock",
    "quantité": "stock",
    "menge": "stock",
    "bestand": "stock",
    "lagerbestand": "stock",
    "url_key": "slug",
    "status": "state",
    "estado": "state",
}
"""Our columns by what others call them, in lower case."""


@dataclass(frozen=True, slots=True)
class _Export:
    """A kind of file that other programs write; `signs` are columns that it always has."""

    program: str
    signs: frozenset[str]
    columns: Mapping[str, str]


_EXPORTS = (
    _Export(
        "Shopify",
        frozenset({"handle", "variant price"}),
        {
            "variant sku": "sku",
            "title": "name_es",
            "body (html)": "description_es",
            "type": "category_names_es",
            "vendor": "brand",
            "variant price": "price",
            "variant inventory qty": "stock",
            "handle": "slug",
            "status": "state",
        },
    ),
    _Export(
        "WooCommerce",
        frozenset({"regular price", "type"}),
        {
            "name": "name_es",
            "description": "description_es",
            "regular price": "price",
            "categories": "category_names_es",
            "brands": "brand",
        },
    ),
    _Export(
        "Google Merchant Center",
        frozenset({"id", "title", "link"}),
        {
            "id": "sku",
            "title": "name_es",
            "description": "description_es",
            "product_type": "category_names_es",
            "quantity": "stock",
        },
    ),
    _Export(
        "PrestaShop",
        frozenset({"reference", "price (tax incl.)"}),
        {
            "reference": "sku",
            "name": "name_es",
            "price (tax incl.)": "price",
            "quantity": "stock",
        },
    ),
    _Export(
        "PrestaShop",
        frozenset({"referencia", "precio (imp. incl.)"}),
        {
            "referencia": "sku",
            "nombre": "name_es",
            "categoría": "category_names_es",
            "precio (imp. incl.)": "price",
            "cantidad": "stock",
        },
    ),
    _Export(
        "Odoo",
        frozenset({"internal reference", "sales price"}),
        {
            "internal reference": "sku",
            "name": "name_es",
            "sales description": "description_es",
            "product category": "category_names_es",
            "product category/name": "category_names_es",
            "sales price": "price",
            "quantity on hand": "stock",
        },
    ),
    _Export(
        "Odoo",
        frozenset({"default_code", "list_price"}),
        {
            "default_code": "sku",
            "name": "name_es",
            "description_sale": "description_es",
            "categ_id": "category_names_es",
            "list_price": "price",
            "qty_available": "stock",
        },
    ),
    _Export(
        "Magento",
        frozenset({"sku", "attribute_set_code"}),
        {
            "name": "name_es",
            "description": "description_es",
            "categories": "category_names_es",
            "url_key": "slug",
            "qty": "stock",
        },
    ),
)


def header_hint(names: Sequence[str], unknown: Sequence[str]) -> str:
    """Return what to rename in a header with these columns, "" if that is not known."""
    lower = {name.lower() for name in names}
    export = next((export for export in _EXPORTS if export.signs <= lower), None)
    renames = _renames(names, unknown, export.columns if export else _USUAL)
    if not renames:
        return ""
    advice = "rename " + ", ".join(f'"{printable(name)}" to {ours}' for name, ours in renames)
    if export is None:
        return advice
    others = "remove the others; a row is one product, with the slugs of its categories in category"
    return f"this looks like a file of {export.program}: {advice}, and {others}"


def _renames(
    names: Sequence[str], unknown: Sequence[str], columns: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return the names of unknown columns with those of ours that they stand for."""
    taken, renames = set(names), []
    for name in unknown:
        ours = columns.get(name.lower()) or _similar_to(name)
        if ours and ours not in taken:
            taken.add(ours)
            renames.append((name, ours))
    return renames


def _similar_to(name: str) -> str:
    """Return our column of which this is likely a misspelling; "" if there is none."""
    similar = difflib.get_close_matches(name.lower(), COLUMNS, n=1, cutoff=_SIMILAR)
    return similar[0] if similar else ""
