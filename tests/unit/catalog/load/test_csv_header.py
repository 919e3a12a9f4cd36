"""What a header that is not ours is told."""

import pytest

from catalog.load import csv_reader
from catalog.load.line_reader import FileUnreadable, Line


def refusal(header: str) -> list[str]:
    with pytest.raises(FileUnreadable) as raised:
        csv_reader.read_rows(iter([Line(1, header)]))
    return str(raised.value).splitlines()


SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price,Image Src,SEO Title,SEO Description,Gift Card,Status"
)


def test_the_known_columns_are_listed_once():
    lines = refusal(SHOPIFY)
    assert len(lines) <= 5
    assert sum("category_names_en" in line for line in lines) == 1


@pytest.mark.parametrize(
    ("header", "program", "renames"),
    [
        (SHOPIFY, "Shopify", ['"Variant SKU" to sku', '"Variant Price" to price']),
        (
            "ID,Type,SKU,Name,Stock,Regular price,Categories",
            "WooCommerce",
            ['"Name" to name_es', '"Regular price" to price'],
        ),
        (
            "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tbrand",
            "Google Merchant Center",
            ['"id" to sku', '"title" to name_es'],
        ),
        (
            "sku,store_view_code,attribute_set_code,product_type,name,price,qty",
            "Magento",
            ['"name" to name_es', '"qty" to stock'],
        ),
        (
            "Product ID;Image;Name;Reference;Category;Price (tax excl.);Price (tax incl.);Quantity",
            "PrestaShop",
            ['"Reference" to sku', '"Price (tax incl.)" to price', '"Quantity" to stock'],
        ),
        (
            "ID;Nombre;Referencia;Categori\u0301a;Precio (imp. excl.);Precio (imp. incl.);Cantidad",
            "PrestaShop",
            ['"Referencia" to sku', '"Categoría" to category_names_es'],
        ),
        (
            "External ID,Internal Reference,Name,Sales Price,Cost,Quantity On Hand",
            "Odoo",
            ['"Internal Reference" to sku', '"Sales Price" to price'],
        ),
        ("id,default_code,name,list_price,qty_available", "Odoo", ['"default_code" to sku']),
    ],
)
def test_an_export_of_another_program_is_named_with_what_to_rename(header, program, renames):
    [hint] = [line for line in refusal(header) if "looks like" in line]
    assert program in hint
    for rename in renames:
        assert rename in hint


def test_a_misspelt_or_translated_column_is_told_the_right_name():
    [hint] = [
        line for line in refusal("referencia,nombre,precio,descripcion_es") if "rename" in line
    ]
    assert hint == (
        'line 1: rename "referencia" to sku, "nombre" to name_es, "precio" to price, '
        '"descripcion_es" to description_es'
    )


@pytest.mark.parametrize(
    ("header", "renames"),
    [
        (
            "Artikelnummer;Bezeichnung;Preis;Menge",
            '"Artikelnummer" to sku, "Bezeichnung" to',
        ),
        ("Re\u0301fe\u0301rence;Désignation;Prix;Quantité", '"Référence" to sku, "Désignation"'),
    ],
)
def test_a_german_or_french_header_is_told_the_names(header, renames):
    [hint] = [line for line in refusal(header) if "rename" in line]
    assert renames in hint


def test_two_columns_whose_names_look_alike_are_one_twice():
    header = "sku,price,attribute_es:Taman\u0303o,attribute_es:Tamaño"
    assert refusal(header) == ['line 1: column "attribute_es:Tamaño" stands there twice']


def test_no_column_is_told_a_name_that_another_has():
    assert not any("rename" in line for line in refusal("sku,price,name_es,nombre"))


def test_an_export_in_which_nothing_is_to_rename_is_told_nothing_to_rename():
    lines = refusal("sku,attribute_set_code,name_es,price")
    assert lines[0] == 'line 1: column "attribute_set_code" is not one of a file of products'
    assert not any("rename" in line for line in lines)


def test_what_a_header_holds_does_not_act_on_the_terminal():
    message = "\n".join(refusal("sku,price,\x1b[2Jrojo" + "o" * 500))
    assert "\x1b" not in message
    assert "o" * 100 not in message
