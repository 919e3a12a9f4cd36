"""catalog over its socket: what a shopper's words find, and in which order."""

import base64
import json

import pytest

from tests.component.catalog.harness import call, draft, import_rows, refusal, serving
from tienda.catalog.v1 import catalog_service_pb2 as pb2
from tienda.catalog.v1 import product_pb2
from tienda.type.v1 import money_pb2

KITCHEN = [product_pb2.CategoryDraft(slug="cocina", names={"es": "Cocina", "en": "Kitchen"})]
LIGHTS = [
    product_pb2.CategoryDraft(slug="iluminacion", names={"es": "Iluminación", "en": "Lighting"}),
    product_pb2.CategoryDraft(slug="lamparas", names={"es": "Lámparas", "en": "Lamps"}),
]


def euros(amount: int) -> money_pb2.Money:
    return money_pb2.Money(amount=amount * 100, currency_code="EUR")


def texts(spanish: str, english: str = "", description: str = "", **attributes: str):
    listed = [product_pb2.Attribute(name=name, value=value) for name, value in attributes.items()]
    said = {"es": product_pb2.ProductText(name=spanish, description=description, attributes=listed)}
    if english:
        said["en"] = product_pb2.ProductText(name=english)
    return said


DRAFTS = [
    draft(
        "OAK", texts=texts("Mesa de comedor", "Dining table", Material="Roble"), price=euros(300)
    ),
    draft("PINE", texts=texts("Mesa auxiliar", "Side table", Material="Pino"), price=euros(90)),
    draft(
        "LAMP",
        texts=texts("Lámpara de pie Ñandú", "Floor lamp", "Junto a una mesa."),
        categories=LIGHTS,
        price=euros(120),
        brand="Águila",
    ),
    draft("BULB", texts=texts("Luz cálida E27"), categories=LIGHTS[:1], price=euros(9)),
    draft("PAN", texts=texts("Sartén de hierro 160-200"), categories=KITCHEN, price=euros(40)),
    draft(
        "POT", texts=texts("Juego de sartenes", "Set of pans"), categories=KITCHEN, price=euros(80)
    ),
]


@pytest.fixture(scope="module")
async def catalog(make_database):
    async with serving(await make_database("catalog")) as (_, stub):
        outcomes = await import_rows(stub, DRAFTS)
        assert all(outcome.product_id for outcome in outcomes)
        yield stub


async def search(catalog, query="", **fields) -> pb2.SearchProductsResponse:
    request = pb2.SearchProductsRequest(query=query, **fields)
    return await call(catalog.SearchProducts, request, ())


async def found(catalog, query="", **fields) -> list[str]:
    return [product.sku for product in (await search(catalog, query, **fields)).products]


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("mesa", {"OAK", "PINE", "LAMP"}),
        ("mesas", {"OAK", "PINE", "LAMP"}),
        ("MESAS", {"OAK", "PINE", "LAMP"}),
        ("lámpara", {"LAMP"}),
        ("lampara", {"LAMP"}),
        ("lamparas", {"LAMP"}),
        ("LÁMPARA", {"LAMP"}),
        ("nandu", {"LAMP"}),
        ("aguila", {"LAMP"}),
        ("iluminacion", {"LAMP", "BULB"}),
        ("iluminaciones", {"LAMP", "BULB"}),
        ("sarten", {"PAN", "POT"}),
        ("sartenes", {"PAN", "POT"}),
        ("luces", {"BULB"}),
        ("luz e27", {"BULB"}),
        ("200", {"PAN"}),
        ("roble", {"OAK"}),
    ],
)
async def test_words_are_found_in_any_form_with_or_without_accents(catalog, query, skus):
    assert set(await found(catalog, query)) == skus


@pytest.mark.parametrize("query", ["de la", "!", "¿?", "%", "'", "\\", "& | !", "\0", "<->", "🪑"])
async def test_a_query_that_means_nothing_finds_nothing(catalog, query):
    answer = await search(catalog, query)
    assert (answer.total, list(answer.products), answer.next_page_token) == (0, [], "")
    assert not answer.HasField("lowest_price")


@pytest.mark.parametrize(
    "query", ["mesa & (", "mesa:*", "mesa'", "'mesa", "mesa\\", "!mesa", "mesa\0", "“mesa”"]
)
async def test_signs_in_a_query_are_no_syntax(catalog, query):
    assert "OAK" in await found(catalog, query)


async def test_a_name_counts_more_than_a_description(catalog):
    assert (await found(catalog, "mesa"))[-1] == "LAMP"


async def test_where_nothing_has_all_words_more_of_them_are_better(catalog):
    skus = await found(catalog, "lámpara de mesa extensible")
    assert skus[0] == "LAMP"
    assert set(skus) == {"LAMP", "OAK", "PINE"}


@pytest.mark.parametrize(
    ("query", "language", "first"),
    [
        ("una mesa de roble", "es", "OAK"),
        ("mesa ñandú", "en", "LAMP"),
        ("dining table", "es", "OAK"),
        ("juego de sartenes", "en", "POT"),
    ],
)
async def test_where_few_have_all_words_they_come_before_those_that_have_some(
    catalog, query, language, first
):
    skus = await found(catalog, query, language=language)
    assert skus[0] == first
    assert len(skus) > 1


async def test_english_finds_english_texts_and_where_there_is_none_the_spanish(catalog):
    assert set(await found(catalog, "tables", language="en")) == {"OAK", "PINE"}
    assert set(await found(catalog, "lamps", language="en")) == {"LAMP"}
    answer = await search(catalog, "calida", language="en")
    assert [(p.sku, p.language) for p in answer.products] == [("BULB", "es")]


@pytest.mark.parametrize(
    ("query", "language", "skus"),
    [
        ("mesa", "en", {"OAK", "PINE", "LAMP"}),
        ("mesa plegable", "en", {"OAK", "PINE", "LAMP"}),
        ("juegos", "en", {"POT"}),
        # In English "de" is a word, and the pan's text is Spanish in either.
        ("juego de sartenes", "en", {"POT", "PAN"}),
        ("lámpara de hierro plegable", "en", {"LAMP", "PAN"}),
        ("table", "es", {"OAK", "PINE"}),
        ("dining table", "es", {"OAK", "PINE"}),
        ("dining tables in oak", "es", {"OAK", "PINE"}),
        ("mesa ñandú", "en", {"LAMP", "OAK", "PINE"}),
        # Found in the language asked for, so no other is tried.
        ("lamps", "en", {"LAMP"}),
        ("xyz", "en", set()),
    ],
)
async def test_what_one_language_lacks_is_found_by_the_words_of_the_other(
    catalog, query, language, skus
):
    answer = await search(catalog, query, language=language)
    assert {product.sku for product in answer.products} == skus
    assert answer.total == len(skus)


async def test_what_the_other_language_finds_is_shown_in_the_one_asked_for(catalog):
    answer = await search(
        catalog, "mesa", language="en", sort_order=pb2.SORT_ORDER_NAME, category_slug="muebles"
    )
    assert [product.text.name for product in answer.products] == ["Dining table", "Side table"]
    assert [facet.category.name for facet in answer.category_facets] == ["Tables"]
    assert (answer.lowest_price, answer.highest_price) == (euros(90), euros(300))


@pytest.mark.parametrize("sort", [name for name in pb2.SortOrder.values() if name])
@pytest.mark.parametrize("query", ["mesa", "mesa plegable"])
async def test_pages_of_the_other_language_follow_each_other(catalog, query, sort):
    fields = {"language": "en", "sort_order": sort}
    whole = await search(catalog, query, **fields)
    assert whole.total == 3
    seen, token = [], ""
    for _ in whole.products:
        page = await search(catalog, query, page_size=1, page_token=token, **fields)
        assert page.total == whole.total
        assert page.category_facets == whole.category_facets
        seen += page.products
        token = page.next_page_token
    assert (seen, token) == (list(whole.products), "")


async def test_a_category_holds_what_stands_below_it(catalog):
    assert set(await found(catalog, category_slug="iluminacion")) == {"LAMP", "BULB"}
    assert await found(catalog, category_slug="lamparas") == ["LAMP"]
    assert await found(catalog, category_slug="no-such") == []


async def test_facets_count_down_the_tree_below_the_category_chosen(catalog):
    facets = (await search(catalog)).category_facets
    assert {facet.category.slug: facet.count for facet in facets} == {
        "muebles": 2,
        "mesas": 2,
        "iluminacion": 2,
        "lamparas": 1,
        "cocina": 2,
    }
    facets = (await search(catalog, category_slug="iluminacion", language="en")).category_facets
    assert [(f.category.slug, f.category.name, f.count) for f in facets] == [
        ("lamparas", "Lamps", 1)
    ]


async def test_limits_on_the_price_are_inclusive_and_do_not_narrow_the_range_that_is_reported(
    catalog,
):
    answer = await search(catalog, min_price=9000, max_price=12000)
    assert {product.sku for product in answer.products} == {"PINE", "LAMP"}
    assert answer.total == 2
    assert (answer.lowest_price, answer.highest_price) == (euros(9), euros(300))
    assert sum(facet.count for facet in answer.category_facets) == 4


async def test_a_brand_narrows_what_is_found_and_the_others_are_still_told(catalog):
    answer = await search(catalog, brand="Águila")
    assert [product.sku for product in answer.products] == ["LAMP"]
    assert (answer.total, answer.lowest_price, answer.highest_price) == (1, euros(120), euros(120))
    assert {facet.category.slug for facet in answer.category_facets} == {"iluminacion", "lamparas"}
    assert [(facet.brand, facet.count) for facet in answer.brand_facets] == [("Águila", 1)]
    assert await found(catalog, "mesa", brand="Nobody") == []
    assert not (await search(catalog, "mesa", max_price=9000)).brand_facets


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_summary_has_what_a_list_shows(catalog, language):
    whole = await search(catalog, "mesa", language=language)
    short = await search(catalog, "mesa", language=language, view=pb2.PRODUCT_VIEW_SUMMARY)
    assert short.total == whole.total == len(short.products)
    for shown, product in zip(short.products, whole.products, strict=True):
        assert shown == product_pb2.Product(
            id=product.id,
            sku=product.sku,
            slug=product.slug,
            text=product_pb2.ProductText(name=product.text.name),
            categories=product.categories[-1:],
            price=product.price,
            images=product.images[:1],
            available=True,
        )


async def test_available_leaves_out_or_shows_only_what_is_sold_out(catalog):
    assert len(await found(catalog, available=True)) == len(DRAFTS)
    assert await found(catalog, available=False) == []


@pytest.mark.parametrize(
    ("sort", "skus"),
    [
        (pb2.SORT_ORDER_UNSPECIFIED, ["POT", "PAN", "BULB", "LAMP", "PINE", "OAK"]),
        (pb2.SORT_ORDER_RELEVANCE, ["POT", "PAN", "BULB", "LAMP", "PINE", "OAK"]),
        (pb2.SORT_ORDER_NEWEST, ["POT", "PAN", "BULB", "LAMP", "PINE", "OAK"]),
        (pb2.SORT_ORDER_PRICE_ASCENDING, ["BULB", "PAN", "POT", "PINE", "LAMP", "OAK"]),
        (pb2.SORT_ORDER_PRICE_DESCENDING, ["OAK", "LAMP", "PINE", "POT", "PAN", "BULB"]),
        (pb2.SORT_ORDER_NAME, ["POT", "LAMP", "BULB", "PINE", "OAK", "PAN"]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 100])
async def test_pages_follow_each_other_in_every_order(catalog, sort, skus, size):
    seen, token = [], ""
    while True:
        page = await search(catalog, sort_order=sort, page_size=size, page_token=token)
        assert page.total == len(DRAFTS)
        seen += [product.sku for product in page.products]
        token = page.next_page_token
        if not token:
            break
    assert seen == skus


@pytest.mark.parametrize("query", ["mesa", "mesa lámpara extensible"])
async def test_pages_by_relevance_follow_each_other(catalog, query):
    whole = await found(catalog, query)
    seen, token = [], ""
    for _ in whole:
        page = await search(catalog, query, page_size=1, page_token=token)
        seen += [product.sku for product in page.products]
        token = page.next_page_token
    assert (seen, token) == (whole, "")


def forged(token: str, **changes: object) -> str:
    fields = json.loads(base64.urlsafe_b64decode(token))
    return base64.urlsafe_b64encode(json.dumps(fields | changes).encode()).decode()


async def test_a_page_token_that_is_not_of_this_search_is_refused(catalog):
    token = (await search(catalog, "mesa", page_size=1)).next_page_token
    tokens = [
        "x",
        "🪑",
        token[:-4],
        base64.b64encode(b"[" * 9000).decode(),
        base64.b64encode(b"9" * 9000).decode(),
        forged(token, key="'"),
        forged(token, key=True),
        forged(token, key=10**400),
        forged(token, key=float("nan")),
        forged(token, instead="\ud800"),
        forged(token, id="x"),
        forged(token, of="x"),
        forged(token, language="fr"),
        forged(token, language=[]),
    ]
    requests = [
        *(pb2.SearchProductsRequest(query="mesa", page_size=1, page_token=bad) for bad in tokens),
        pb2.SearchProductsRequest(query="mesas", page_size=1, page_token=token),
        pb2.SearchProductsRequest(query="mesa", page_size=1, language="en", page_token=token),
    ]
    for request in requests:
        error = await refusal(catalog.SearchProducts, request, ())
        assert [violation.field for violation in error.violations] == ["page_token"], request
    for sort in (pb2.SORT_ORDER_PRICE_ASCENDING, pb2.SORT_ORDER_NAME, pb2.SORT_ORDER_NEWEST):
        token = (await search(catalog, sort_order=sort, page_size=1)).next_page_token
        for key in (-1, 2**63, 1.5, "\0", None, []):
            request = pb2.SearchProductsRequest(
                sort_order=sort, page_size=1, page_token=forged(token, key=key)
            )
            error = await refusal(catalog.SearchProducts, request, ())
            assert [violation.field for violation in error.violations] == ["page_token"]


async def test_limits_are_told_all_at_once(catalog):
    request = pb2.SearchProductsRequest(
        query="m" * 201,
        language="fr",
        category_slug="No!",
        min_price=-1,
        max_price=-1,
        page_size=101,
        sort_order=99,
    )
    error = await refusal(catalog.SearchProducts, request, ())
    assert [violation.field for violation in error.violations] == [
        "language",
        "query",
        "category_slug",
        "min_price",
        "max_price",
        "sort_order",
        "page_size",
    ]


async def suggest(catalog, query: str, **fields) -> list[tuple[str, str]]:
    request = pb2.SuggestProductsRequest(query=query, **fields)
    answer = await call(catalog.SuggestProducts, request, ())
    return [(way.text, way.slug) for way in answer.suggestions]


async def test_suggestions_complete_the_last_word(catalog):
    assert await suggest(catalog, "mes") == [
        ("Mesas", ""),
        ("Mesa auxiliar", "mesa-auxiliar"),
        ("Mesa de comedor", "mesa-de-comedor"),
    ]
    assert await suggest(catalog, "mesas com") == [("Mesa de comedor", "mesa-de-comedor")]
    assert await suggest(catalog, "MESAS DE c") == [("Mesa de comedor", "mesa-de-comedor")]
    assert await suggest(catalog, "ilum") == [("Iluminación", "")]
    assert await suggest(catalog, "nan") == [("Lámpara de pie Ñandú", "lampara-de-pie-nandu")]
    assert await suggest(catalog, "mesas", page_size=2) == [
        ("Mesas", ""),
        ("Mesa auxiliar", "mesa-auxiliar"),
    ]
    assert await suggest(catalog, "side ta", language="en") == [("Side table", "mesa-auxiliar")]


async def test_suggestions_come_from_the_other_language_where_the_one_asked_for_has_none(catalog):
    assert await suggest(catalog, "mes", language="en") == [
        ("Tables", ""),
        ("Side table", "mesa-auxiliar"),
        ("Dining table", "mesa-de-comedor"),
    ]
    assert await suggest(catalog, "side ta") == [("Mesa auxiliar", "mesa-auxiliar")]
    assert await suggest(catalog, "tabl", page_size=1) == [("Mesas", "")]


@pytest.mark.parametrize("query", ["!", "%", "_", "xyz", "\0", "'"])
async def test_what_completes_nothing_suggests_nothing(catalog, query):
    assert await suggest(catalog, query) == []


@pytest.mark.parametrize("query", ["", "m" * 201])
async def test_limits_of_suggestions(catalog, query):
    error = await refusal(catalog.SuggestProducts, pb2.SuggestProductsRequest(query=query), ())
    assert [violation.field for violation in error.violations] == ["query"]
