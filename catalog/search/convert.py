"""Converts the messages of searches to and from the model, and checks their shape."""

import hashlib

from catalog.convert_common import page_size, parse_language
from catalog.domain import Language, Suggestion
from catalog.products.slugs import is_slug
from catalog.products.validation import MAX_ATTRIBUTE_NAME, MAX_ATTRIBUTE_VALUE, check_line
from catalog.search.cursor import from_token, to_token
from catalog.search.facets.list_facets import AttributeFacets
from catalog.search.model import Filters, SearchPage, SearchRequest, Sort
from chassis.errors import Validation
from chassis.money import Money, to_proto
from chassis.text.normalization import normalize_line
from chassis.text.validation import read_line
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_QUERY = MAX_BRAND = 200
DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
MAX_CHOSEN = 12
"""Attribute values in the filters of one search."""
DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS = 8, 20

_SORTS = {
    service_pb2.SORT_ORDER_UNSPECIFIED: None,
    service_pb2.SORT_ORDER_RELEVANCE: Sort.RELEVANCE,
    service_pb2.SORT_ORDER_PRICE_ASCENDING: Sort.PRICE,
    service_pb2.SORT_ORDER_PRICE_DESCENDING: Sort.PRICE_DESCENDING,
    service_pb2.SORT_ORDER_NEWEST: Sort.NEWEST,
    service_pb2.SORT_ORDER_NAME: Sort.NAME,
}
_SORT_NAMES = ", ".join(map(service_pb2.SortOrder.Name, _SORTS))


def search_request(message: service_pb2.SearchProductsRequest) -> SearchRequest:
    """Read a search. Raise InvalidRequest."""
    validation = Validation()
    language = parse_language(message.language, validation)
    # A question may have any letters: those that are none of a word are passed over.
    query = normalize_line(message.query)
    validation.check_length(query, "query", max_length=MAX_QUERY)
    slug = message.category_slug
    if slug and not is_slug(slug):
        validation.add("category_slug", Code.MALFORMED_SLUG)
    brand = read_line(validation, "brand", message.brand, max_length=MAX_BRAND, min_length=0)
    for field in ("min_price", "max_price"):
        if getattr(message, field) < 0:
            validation.add(field, Code.NEGATIVE)
    if message.sort_order not in _SORTS:
        validation.add("sort_order", Code.NOT_ONE_OF, values=_SORT_NAMES)
    size = page_size(message.page_size, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, validation)
    attributes = _attributes(message, validation)
    validation.raise_if_invalid()
    sort = Sort.effective(_SORTS[message.sort_order], query)
    token = message.page_token
    return SearchRequest(
        query=query,
        language=language,
        filters=Filters(
            category=slug or None,
            brand=brand or None,
            min_price=message.min_price if message.HasField("min_price") else None,
            max_price=message.max_price if message.HasField("max_price") else None,
            available=message.available if message.HasField("available") else None,
            attributes=attributes,
        ),
        sort=sort,
        page_size=size,
        after=from_token(token, fingerprint(message), sort) if token else None,
        exact=message.exact,
    )


def _attributes(
    message: service_pb2.SearchProductsRequest, validation: Validation
) -> dict[str, tuple[str, ...]]:
    chosen = {
        normalize_line(attribute.name): tuple(normalize_line(value) for value in attribute.values)
        for attribute in message.attributes
    }
    if len(chosen) < len(message.attributes):
        validation.add("attributes", Code.DUPLICATE)
    if sum(len(attribute.values) for attribute in message.attributes) > MAX_CHOSEN:
        validation.add("attributes", Code.TOO_MANY, max=MAX_CHOSEN)
    for number, (name, values) in enumerate(list(chosen.items())[:MAX_CHOSEN]):
        path = f"attributes.{number}"
        check_line(validation, f"{path}.name", name, MAX_ATTRIBUTE_NAME, min_length=1)
        validation.check(bool(values), f"{path}.values", Code.EMPTY)
        for place, value in enumerate(values[:MAX_CHOSEN]):
            check_line(
                validation, f"{path}.values.{place}", value, MAX_ATTRIBUTE_VALUE, min_length=1
            )
    return chosen


def fingerprint(message: service_pb2.SearchProductsRequest) -> str:
    """Return a hash of the search that a page token belongs to."""
    search = service_pb2.SearchProductsRequest()
    search.CopyFrom(message)
    search.ClearField("page_token")
    return hashlib.sha256(search.SerializeToString(deterministic=True)).hexdigest()[:16]


def search_response(
    page: SearchPage, request: service_pb2.SearchProductsRequest, currency: str
) -> service_pb2.SearchProductsResponse:
    """Return the message of a page without its products; `currency` is the shop's."""
    response = service_pb2.SearchProductsResponse(
        total=page.total,
        brand_facets=[
            service_pb2.BrandFacet(brand=brand, count=count) for brand, count in page.brands
        ],
        corrected_query=page.corrected_query,
        total_is_estimate=not page.is_exact,
    )
    for facet in page.category_facets:
        category = response.category_facets.add(count=facet.count).category
        category.slug, category.name = facet.category.slug, facet.category.name
    if page.next_page is not None:
        response.next_page_token = to_token(page.next_page, fingerprint(request))
    if page.lowest_price is not None and page.highest_price is not None:
        response.lowest_price.CopyFrom(to_proto(Money(page.lowest_price, currency)))
        response.highest_price.CopyFrom(to_proto(Money(page.highest_price, currency)))
    return response


def facets_request(message: service_pb2.ListFacetsRequest) -> SearchRequest:
    """Read the search whose attributes are counted. Raise InvalidRequest."""
    search = service_pb2.SearchProductsRequest()
    search.CopyFrom(message.search)
    for does_not_matter in ("page_token", "page_size", "sort_order", "view"):
        search.ClearField(does_not_matter)
    return search_request(search)


def facets_response(facets: AttributeFacets) -> service_pb2.ListFacetsResponse:
    """Return the message of the attributes."""
    response = service_pb2.ListFacetsResponse(counts_are_estimates=not facets.is_exact)
    for facet in facets.attributes:
        attribute = response.attributes.add(name=facet.name)
        for value, count in facet.values:
            attribute.values.add(value=value, count=count)
    return response


def suggest_request(message: service_pb2.SuggestProductsRequest) -> tuple[str, Language, int]:
    """Read the query so far, its language, and the maximum number of suggestions."""
    validation = Validation()
    language = parse_language(message.language, validation)
    # Blanks alone are no query yet, and have no suggestions.
    validation.check(bool(message.query), "query", Code.REQUIRED)
    query = normalize_line(message.query)
    validation.check_length(query, "query", max_length=MAX_QUERY)
    size = page_size(message.page_size, DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS, validation)
    validation.raise_if_invalid()
    return query, language, size


def suggest_response(suggestions: list[Suggestion]) -> service_pb2.SuggestProductsResponse:
    """Return the message of the suggestions."""
    return service_pb2.SuggestProductsResponse(
        suggestions=[
            service_pb2.Suggestion(text=suggestion.text, slug=suggestion.slug)
            for suggestion in suggestions
        ]
    )
