"""A receipt says what was bought, in any letters, and is the same file whenever it is printed."""

import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PageObject, PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth

from chassis.contact.postal_address import PostalAddress
from chassis.money import Money
from orders.domain import (
    Buyer,
    Channel,
    Contact,
    Order,
    OrderLine,
    Status,
    StatusChange,
    total_of,
)
from orders.receipts.page_canvas import RIGHT
from orders.receipts.pdf import _address_lines, render_receipt
from orders.sale_terms import SaleTerms

PLACED = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)


def an_order(
    *names: str,
    buyer: str = "Ana Núñez",
    language: str = "es",
    currency: str = "EUR",
    price: int = 14990,
    terms: SaleTerms | None = None,
) -> Order:
    lines = tuple(
        OrderLine(UUID(int=number), name, number, Money(price, currency))
        for number, name in enumerate(names or ("Lámpara", "Mesa"), 1)
    )
    return Order(
        id=UUID(int=99),
        number=10001,
        buyer=Buyer(
            None,
            Contact(buyer, "ana@example.com", "+34612345678"),
            PostalAddress("Calle Mayor 1", "3.º B", "Alcalá", "Madrid", "28801", "ES"),
            (Channel.EMAIL,),
            language,
        ),
        lines=lines,
        total=total_of(lines),
        status=Status.CONFIRMED,
        history=(StatusChange(Status.CONFIRMED, PLACED),),
        guest_token="secret",
        created_at=PLACED,
        terms=terms or SaleTerms(),
    )


def read(order: Order) -> PdfReader:
    return PdfReader(io.BytesIO(render_receipt(order)), strict=True)


def heights_of(page: PageObject) -> list[float]:
    """Return how far up the page each text is, in points."""
    heights: list[float] = []
    page.extract_text(
        visitor_text=lambda text, _, place, *__: heights.append(place[5]) if text.strip() else None
    )
    return heights


def text_of(order: Order) -> str:
    """Return all that can be copied out of a receipt, each run of spaces as one."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(order).pages))


def test_a_receipt_says_who_bought_what_where_it_goes_and_what_it_cost() -> None:
    text = text_of(an_order())
    for said in (
        "Tienda Recibo Pedido #10001",
        "5 de marzo de 2026 (UTC)",
        "Ana Núñez ana@example.com",
        "Calle Mayor 1 3.º B 28801 Alcalá Madrid, ES",
        "Lámpara 1 149,90 € 149,90 €",
        "Mesa 2 149,90 € 299,80 €",
        "Total 449,70 €",
        "Impuestos incluidos",
        "Página 1 de 1",
    ):
        assert said in text, text


def test_a_town_stands_alone_where_parcels_need_no_postal_code() -> None:
    address = PostalAddress("1 Queen's Road", "", "Hong Kong", "", "", "HK")
    assert _address_lines(address) == ["1 Queen's Road", "Hong Kong", "HK"]


def test_a_receipt_is_in_the_buyers_language() -> None:
    text = text_of(
        an_order(language="en", price=123456, terms=SaleTerms("Casa", tax_included=False))
    )
    for said in ("Casa", "Receipt", "5 March 2026", "€1,234.56", "Taxes not included", "of 1"):
        assert said in text, text
    assert read(an_order(language="en")).metadata["/Title"] == "Receipt for order #10001"
    assert read(an_order(language="en")).root_object["/Lang"] == "en"


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("es", 5, "EUR", "0,05 €"),
        ("es", 123456, "EUR", "1234,56 €"),
        ("es", 1234567, "EUR", "12.345,67 €"),
        ("en", 1234567, "EUR", "€12,345.67"),
        ("en", 1500, "JPY", "JPY 1,500"),
        ("es", 1500, "KWD", "1,500 KWD"),
    ],
)
def test_money_is_written_as_the_language_and_the_currency_do(
    language: str, amount: int, currency: str, written: str
) -> None:
    order = an_order("Mesa", language=language, price=amount, currency=currency)
    assert f"Total {written}" in text_of(order)


def test_the_total_ends_at_the_right_margin_of_a4() -> None:
    (page,) = read(an_order("Mesa", price=44970)).pages
    assert (page.mediabox.width, page.mediabox.height) == pytest.approx(A4, abs=0.01)
    ends: list[float] = []

    def note(text: str, _: object, place: list[float], font: dict[str, str], size: float) -> None:
        amount = text.strip()
        if amount == "449,70 €":
            width = stringWidth(amount, font["/BaseFont"].removeprefix("/"), size)
            ends.append(place[4] + width)

    page.extract_text(visitor_text=note)
    # Of the line and of the order; the first is the price of one.
    assert ends[1:] == [pytest.approx(RIGHT, abs=0.01)] * 2


def test_the_file_is_of_the_day_of_the_order() -> None:
    made = read(an_order()).metadata
    assert made["/CreationDate"] == made["/ModDate"] == "D:20260305233000Z"
    assert made["/Author"] == "Tienda"


def test_a_receipt_does_not_change_with_the_status() -> None:
    order = an_order()
    cancelled = replace(
        order,
        status=Status.CANCELLED,
        history=(*order.history, StatusChange(Status.CANCELLED, datetime.now(UTC))),
    )
    assert render_receipt(cancelled) == render_receipt(order)


def test_a_receipt_changes_with_everything_that_it_says() -> None:
    order = an_order()
    others = [
        replace(order, number=10002),
        replace(order, created_at=datetime(2026, 3, 6, tzinfo=UTC)),
        replace(order, terms=SaleTerms("Casa")),
        replace(order, terms=SaleTerms(tax_included=False)),
        replace(order, buyer=replace(order.buyer, language="en")),
    ]
    assert len({render_receipt(one) for one in (order, *others)}) == 6


@pytest.mark.parametrize("buyer", ["Ana Núñez", "Łukasz Ελένη"])
def test_another_process_on_another_day_prints_the_same_bytes(buyer: str) -> None:
    printed = hashlib.sha256(render_receipt(an_order(buyer=buyer))).hexdigest()
    here = Path(__file__).parent
    # The clock is put years ahead before anything can look at it.
    script = f"""
import hashlib, time
now, local, universal = time.time, time.localtime, time.gmtime
time.time = lambda: now() + 1e8
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: universal(time.time() if at is None else at)
from test_receipt import an_order, render_receipt
print(hashlib.sha256(render_receipt(an_order(buyer={buyer!r}))).hexdigest())
"""
    for zone, seed in (("Pacific/Auckland", "1"), ("America/Lima", "77")):
        there = subprocess.run(
            [sys.executable, "-c", script],
            env={
                **os.environ,
                "TZ": zone,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join(map(str, (here.parents[2], here))),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == printed


def test_fifty_lines_are_all_there_and_every_page_has_its_number() -> None:
    names = [f"Artículo número {number:02}" for number in range(1, 51)]
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in read(an_order(*names)).pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Página {number} de {len(pages)}" in page
        assert "#10001" in page
        assert "Artículo Cantidad Precio Importe" in page
    assert re.findall(r"Artículo número \d\d", " ".join(pages)) == names
    assert "Artículo número 50" in pages[-1], "the total does not stand alone"
    assert "Total" in pages[-1]


@pytest.mark.parametrize("count", range(9, 21))
def test_nothing_is_set_below_the_foot_of_a_page(count: int) -> None:
    order = an_order(*["Mesa extensible de roble macizo con acabado natural al aceite"] * count)
    for page in read(order).pages:
        heights = {round(y) for y in heights_of(page)}
        assert {y for y in heights if y < 64} == {38}
        assert max(heights) < 800


def test_a_long_name_wraps_and_loses_no_letter() -> None:
    name = "Mesa de comedor extensible de roble " * 8
    text = text_of(an_order(name, buyer="Ana " * 49))
    assert f"Importe {name}1 149,90 €" in text
    assert text.count("Ana ") == 98, "once as buyer, once as who it goes to"


@pytest.mark.parametrize("letter", ["W", "Щ"])
def test_the_longest_texts_that_orders_takes_stay_on_the_page(letter: str) -> None:
    longest = letter * 200
    order = an_order(longest, longest, buyer=longest)
    # A region of the city's own name would be left out.
    address = PostalAddress(longest, longest, longest, longest[1:], longest[:20], "ES")
    pages = read(replace(order, buyer=replace(order.buyer, address=address))).pages
    assert "Total 449,70 €" in re.sub(r"\s+", " ", pages[-1].extract_text())
    for page in pages:
        assert {round(y) for y in heights_of(page) if y < 60} == {38}
    said = "".join(page.extract_text() for page in pages)
    assert said.count(letter) == 2 * 200 + 2 * 200 + 3 * 200 + 199 + 20


def test_a_word_that_is_too_wide_is_broken() -> None:
    text = text_of(an_order("x" * 200))
    pieces = re.search(r"Importe ([x ]+)1 149,90 €", text)[1].split()
    assert "".join(pieces) == "x" * 200
    assert max(map(len, pieces)) < 60


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć",
        "Ελένη Παπαδοπούλου",
        "Юрій Ґалаґан",
        "İbrahim Şağdıç",  # noqa: RUF001 (so it is written)
        "Nguyễn Thị Phượng",
        "Þórður Æsir",
        "Žižek & Œuvre “50 €”",
        "Ana • Ruiz",
    ],
)
def test_every_european_letter_comes_out(name: str) -> None:
    assert name in text_of(an_order(buyer=name))


def test_composed_and_decomposed_letters_print_alike() -> None:
    assert render_receipt(an_order(buyer="Jose\u0301")) == render_receipt(an_order(buyer="José"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana 🎁 Ruiz", "Ana ? Ruiz"),
        ("山田 Ana", "?? Ana"),
        ("Ana \u200b\u202eRuiz", "Ana Ruiz"),
        ("Ana 👩\u200d👧\ufe0f", "Ana ??"),
        ("Ana \x81\ud800", "Ana ??"),
    ],
)
def test_what_no_typeface_has_is_seen_to_be_missing(name: str, shown: str) -> None:
    assert shown in text_of(an_order(buyer=name))


def test_most_receipts_need_no_typeface_of_their_own() -> None:
    assert len(render_receipt(an_order())) < 5_000
    assert b"/FontFile" not in render_receipt(an_order())
    assert b"/FontFile" in render_receipt(an_order(buyer="Łukasz"))


def test_every_letter_of_windows_1252_can_be_copied_out() -> None:
    letters = bytes(range(0xA1, 0x100)).decode("cp1252").replace("\xad", "")
    letters += bytes(range(0x80, 0xA0)).decode("cp1252", "ignore").replace("•", "")
    spaced = " ".join(letters)
    order = an_order(spaced)
    assert b"/FontFile" not in render_receipt(order)
    assert spaced in text_of(order)
