"""Messages of searches to and from the domain, and the checks of their shape."""

import hashlib
import unicodedata

from catalog.convert_common import normalized_text, page_size, parse_language
from catalog.domain import Language, Suggestion
from catalog.products.slugs import is_slug
from catalog.products.validation import MAX_ATTRIBUTE_NAME, MAX_ATTRIBUTE_VALUE, check_line
from catalog.search.cursor import from_token, to_token
from catalog.search.facets.attribute_facets import AttributeFacets
from catalog.search.model import Filters, Sort
from catalog.search.service import SearchRequest, SearchResult, effective_sort
from chassis.errors import Validation
from chassis.money import Money, to_proto
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_QUERY = MAX_BRAND = 200
DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 20, 100
MAX_CHOSEN = 12
"""Values of attributes that results are narrowed to."""
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
    validation.check_length(message.query, "query", max_length=MAX_QUERY)
    slug = message.category_slug
    if slug and not is_slug(slug):
        validation.add("category_slug", Code.MALFORMED_SLUG)
    validation.check_length(message.brand, "brand", max_length=MAX_BRAND)
    for field in ("min_price", "max_price"):
        if getattr(message, field) < 0:
            validation.add(field, Code.NEGATIVE)
    if message.sort_order not in _SORTS:
        validation.add("sort_order", Code.NOT_ONE_OF, values=_SORT_NAMES)
    size = page_size(message.page_size, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, validation)
    attributes = _attributes(message, validation)
    validation.raise_if_invalid()
    query = normalized_text(message.query)
    sort = effective_sort(_SORTS[message.sort_order], query)
    token = message.page_token
    return SearchRequest(
        query=query,
        language=language,
        filters=Filters(
            category=slug or None,
            brand=normalized_text(message.brand) or None,
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
        unicodedata.normalize("NFC", one.name): tuple(
            unicodedata.normalize("NFC", value) for value in one.values
        )
        for one in message.attributes
    }
    if len(chosen) < len(message.attributes):
        validation.add("attributes", Code.DUPLICATE)
    if sum(len(one.values) for one in message.attributes) > MAX_CHOSEN:
        validation.add("attributes", Code.TOO_MANY, max=MAX_CHOSEN)
    for number, one in enumerate(message.attributes[:MAX_CHOSEN]):
        inside = f"attributes.{number}"
        check_line(validation, f"{inside}.name", one.name, MAX_ATTRIBUTE_NAME, shortest=1)
        validation.check(bool(one.values), f"{inside}.values", Code.EMPTY)
        for place, value in enumerate(one.values[:MAX_CHOSEN]):
            check_line(
                validation, f"{inside}.values.{place}", value, MAX_ATTRIBUTE_VALUE, shortest=1
            )
    return chosen


def fingerprint(message: service_pb2.SearchProductsRequest) -> str:
    """Return what a page token is good for: this search and no other."""
    search = service_pb2.SearchProductsRequest()
    search.CopyFrom(message)
    search.ClearField("page_token")
    return hashlib.sha256(search.SerializeToString(deterministic=True)).hexdigest()[:16]


def search_response(
    result: SearchResult, request: service_pb2.SearchProductsRequest, currency: str
) -> service_pb2.SearchProductsResponse:
    """Write what was found, but for the page's products; `currency` is the shop's."""
    response = service_pb2.SearchProductsResponse(
        total=result.total,
        brand_facets=[
            service_pb2.BrandFacet(brand=brand, count=count) for brand, count in result.brands
        ],
        corrected_query=result.corrected,
        total_is_estimate=not result.is_exact,
    )
    for facet in result.facets:
        written = response.category_facets.add(count=facet.count)
        written.category.slug, written.category.name = facet.category.slug, facet.category.name
    if result.next_page is not None:
        response.next_page_token = to_token(result.next_page, fingerprint(request))
    if result.lowest_price is not None and result.highest_price is not None:
        response.lowest_price.CopyFrom(to_proto(Money(result.lowest_price, currency)))
        response.highest_price.CopyFrom(to_proto(Money(result.highest_price, currency)))
    return response


def facets_request(message: service_pb2.ListFacetsRequest) -> SearchRequest:
    """Read whose results are to be told apart. Raise InvalidRequest."""
    search = service_pb2.SearchProductsRequest()
    search.CopyFrom(message.search)
    for does_not_matter in ("page_token", "page_size", "sort_order", "view"):
        search.ClearField(does_not_matter)
    return search_request(search)


def facets_response(found: AttributeFacets) -> service_pb2.ListFacetsResponse:
    """Write what tells the results apart."""
    response = service_pb2.ListFacetsResponse(counts_are_estimates=not found.is_exact)
    for facet in found.attributes:
        written = response.attributes.add(name=facet.name)
        for value, count in facet.values:
            written.values.add(value=value, count=count)
    return response


def suggest_request(message: service_pb2.SuggestProductsRequest) -> tuple[str, Language, int]:
    """Read what was typed, the language, and how many ways to complete it are wanted."""
    validation = Validation()
    language = parse_language(message.language, validation)
    validation.check_length(message.query, "query", min_length=1, max_length=MAX_QUERY)
    size = page_size(message.page_size, DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS, validation)
    validation.raise_if_invalid()
    return normalized_text(message.query), language, size


def suggest_response(found: list[Suggestion]) -> service_pb2.SuggestProductsResponse:
    """Write the ways to complete what was typed."""
    return service_pb2.SuggestProductsResponse(
        suggestions=[service_pb2.Suggestion(text=way.text, slug=way.slug) for way in found]
    )
