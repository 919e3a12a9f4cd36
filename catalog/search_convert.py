"""Messages of searches to and from the domain, and the checks of their shape."""

import hashlib

from catalog.convert import language_of, page_size, product, write_summary
from catalog.domain import Language, Suggestion, Summary
from catalog.paging import Sort, from_token, to_token
from catalog.results import Filters
from catalog.search import SearchRequest, SearchResult, effective_sort
from catalog.slugs import is_slug
from chassis.errors import Faults
from chassis.money import Money, to_proto
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_QUERY = MOST_BRAND = 200
USUAL_PAGE, MOST_A_PAGE = 20, 100
USUAL_SUGGESTIONS, MOST_SUGGESTIONS = 8, 20

_SORTS = {
    service_pb2.SORT_ORDER_UNSPECIFIED: None,
    service_pb2.SORT_ORDER_RELEVANCE: Sort.RELEVANCE,
    service_pb2.SORT_ORDER_PRICE_ASCENDING: Sort.PRICE,
    service_pb2.SORT_ORDER_PRICE_DESCENDING: Sort.PRICE_DESCENDING,
    service_pb2.SORT_ORDER_NEWEST: Sort.NEWEST,
    service_pb2.SORT_ORDER_NAME: Sort.NAME,
}


def search_request(message: service_pb2.SearchProductsRequest) -> SearchRequest:
    """Read a search. Raises InvalidRequest."""
    faults = Faults()
    language = language_of(message.language, faults)
    long = f"must have at most {MAX_QUERY} characters"
    faults.check(len(message.query) <= MAX_QUERY, "query", long)
    slug = message.category_slug
    good = not slug or is_slug(slug)
    faults.check(good, "category_slug", "must be lower-case letters, digits and single hyphens")
    long = f"must have at most {MOST_BRAND} characters"
    faults.check(len(message.brand) <= MOST_BRAND, "brand", long)
    for field in ("min_price", "max_price"):
        faults.check(getattr(message, field) >= 0, field, "must not be negative")
    known = message.sort_order in _SORTS
    faults.check(known, "sort_order", "is not an order of this shop")
    size = page_size(message.page_size, USUAL_PAGE, MOST_A_PAGE, faults)
    faults.done()
    sort = effective_sort(_SORTS[message.sort_order], message.query)
    token = message.page_token
    return SearchRequest(
        query=message.query,
        language=language,
        filters=Filters(
            category=slug or None,
            brand=message.brand or None,
            min_price=message.min_price if message.HasField("min_price") else None,
            max_price=message.max_price if message.HasField("max_price") else None,
            available=message.available if message.HasField("available") else None,
        ),
        sort=sort,
        page_size=size,
        after=from_token(token, fingerprint(message), sort) if token else None,
        exact=message.exact,
        in_summary=message.view == service_pb2.PRODUCT_VIEW_SUMMARY,
    )


def fingerprint(message: service_pb2.SearchProductsRequest) -> str:
    """Answer what a page token is good for: this search and no other."""
    search = service_pb2.SearchProductsRequest()
    search.CopyFrom(message)
    search.ClearField("page_token")
    return hashlib.sha256(search.SerializeToString(deterministic=True)).hexdigest()[:16]


def search_response(
    result: SearchResult, request: service_pb2.SearchProductsRequest, currency: str
) -> service_pb2.SearchProductsResponse:
    """Write what was found; `currency` is the shop's."""
    response = service_pb2.SearchProductsResponse(
        total=result.total,
        brand_facets=[
            service_pb2.BrandFacet(brand=brand, count=count) for brand, count in result.brands
        ],
        corrected_query=result.corrected,
        total_is_estimate=not result.is_exact,
    )
    for found in result.products:
        if isinstance(found, Summary):
            write_summary(found, response.products.add())
        else:
            response.products.append(product(found))
    for facet in result.facets:
        written = response.category_facets.add(count=facet.count)
        written.category.slug, written.category.name = facet.category.slug, facet.category.name
    if result.next_page is not None:
        response.next_page_token = to_token(result.next_page, fingerprint(request))
    if result.lowest_price is not None and result.highest_price is not None:
        response.lowest_price.CopyFrom(to_proto(Money(result.lowest_price, currency)))
        response.highest_price.CopyFrom(to_proto(Money(result.highest_price, currency)))
    return response


def suggest_request(message: service_pb2.SuggestProductsRequest) -> tuple[str, Language, int]:
    """Read what was typed, the language, and how many ways to complete it are wanted."""
    faults = Faults()
    language = language_of(message.language, faults)
    good = 1 <= len(message.query) <= MAX_QUERY
    faults.check(good, "query", f"must have 1 to {MAX_QUERY} characters")
    size = page_size(message.page_size, USUAL_SUGGESTIONS, MOST_SUGGESTIONS, faults)
    faults.done()
    return message.query, language, size


def suggest_response(found: list[Suggestion]) -> service_pb2.SuggestProductsResponse:
    """Write the ways to complete what was typed."""
    return service_pb2.SuggestProductsResponse(
        suggestions=[service_pb2.Suggestion(text=way.text, slug=way.slug) for way in found]
    )
