"""Descriptions in HTML become plain text, and no other text changes."""

from time import process_time

import pytest

from catalog.load import csv_reader, jsonl_reader
from catalog.load.html_text import plain_text
from catalog.load.line_reader import Line


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>Maceta de <b>barro</b></p>\n<ul>\n<li>Uno</li>\n<li>Dos</li>\n</ul>&nbsp;",
            "Maceta de barro\n\n- Uno\n- Dos",
        ),
        ("uno<br>dos<BR/>tres<br /><br />cuatro", "uno\ndos\ntres\n\ncuatro"),
        ("<strong>Mesa</strong> de roble\nPatas de haya", "Mesa de roble\nPatas de haya"),
        ("<table><tr><th>Alto</th><td>75 cm</td></tr><tr><td>x</td></tr></table>", "Alto 75 cm\nx"),
        ("<p>Talla <M>, 5 < 6</p>", "Talla <M>, 5 < 6"),
        ("Hola<script>alert('<b>')</script> y <style>p{}</style>adiós", "Hola y adiós"),
        ("<!-- oculto --><P CLASS='a'>Uno<P>Dos", "Uno\n\nDos"),
        ("Sal &amp; pimienta, 3&euro;", "Sal & pimienta, 3€"),
        ('<a href="https://example.com">Guía</a>', "Guía"),
        (f"<p>Sal &#{'9' * 5000}; y &#x{'f' * 5000}; y &#9786;</p>", "Sal \ufffd y \ufffd y ☺"),
        (f"<p>Sal &#{'0' * 5000}65; y &#000000009786;</p>", "Sal A y ☺"),
    ],
)
def test_html_is_read_as_a_browser_shows_it(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "De roble.\nCon cajón.",
        "Tallas <S>, <M> y <P>",
        "5 < 6 && 7 > 6",
        "<3",
        f"&#{'9' * 5000}",
        "R&D; A&B",
        "<![foo[",
        "a <- b",
    ],
)
def test_a_text_that_is_no_html_stays_as_it_is(text):
    assert plain_text(text) == text


PARTS = ["<a ", "<p ", "<!--", "<![", "</", "<b x='", "<", "&#", "<script>"]


@pytest.mark.parametrize("part", PARTS)
def test_tags_that_do_not_end_are_text(part):
    text = (part * 1000).strip()
    assert plain_text(f"<br>{text}") == ("" if part == "<script>" else text)


@pytest.mark.parametrize("part", PARTS)
def test_html_that_does_not_end_takes_time_in_proportion_to_its_length(part):
    def seconds(times: int) -> float:
        text = "<br>" + part * times
        began = process_time()
        plain_text(text)
        return process_time() - began

    # Quadratic time would be 1024 times as much for 32 times the text, linear time is 32 times.
    short = min(seconds(1_000) for _ in range(5))
    assert min(seconds(32_000) for _ in range(3)) < 200 * short


def test_both_kinds_of_files_have_their_descriptions_cleaned_and_say_so():
    [of_csv] = csv_reader.read_rows(
        iter([Line(1, "sku,name_es,description_es,price"), Line(2, "A-1,Mesa,<p>Uno</p>,1")])
    )
    rows = jsonl_reader.read_rows(
        iter(
            [
                Line(1, '{"sku": "A-1", "descriptions": {"es": "<p>Uno</p>"}}'),
                Line(2, '{"sku": "A-2", "descriptions": {"es": "<p>Uno</p>"}, "stock": 1.0}'),
            ]
        )
    )
    for row in (of_csv, *rows):
        assert row.draft.texts["es"].description == "Uno"
        assert row.had_html
