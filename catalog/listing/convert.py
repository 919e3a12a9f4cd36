"""Messages of a list of products to the model and back, with the checks of their shape."""

from catalog import convert_common
from catalog.domain import Language
from catalog.listing.model import Listing, ListingPage
from catalog.products import convert as product_convert
from catalog.products.slugs import is_slug
from chassis.errors import Validation
from chassis.ids import parse_id
from chassis.text.validation import read_line
from chassis.violations import Code
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2

MAX_QUERY = MAX_BRAND = 200
DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 20, 100


def listing_request(message: service_pb2.ListProductsRequest) -> tuple[Listing, Language]:
    """Return what to list, and the language of the response. Raise InvalidRequest."""
    validation = Validation()
    language = convert_common.parse_language(message.language, validation)
    state = product_convert.read_state(message.state, "state", validation)
    query = read_line(validation, "query", message.query, max_length=MAX_QUERY, min_length=0)
    slug = message.category_slug
    validation.check(not slug or is_slug(slug), "category_slug", Code.MALFORMED_SLUG)
    brand = read_line(validation, "brand", message.brand, max_length=MAX_BRAND, min_length=0)
    for field in ("min_price", "max_price"):
        validation.check(getattr(message, field) >= 0, field, Code.NEGATIVE)
    before = parse_id(message.page_token)
    is_token = before is not None or not message.page_token
    validation.check(is_token, "page_token", Code.MALFORMED_PAGE_TOKEN)
    size = convert_common.page_size(message.page_size, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, validation)
    validation.raise_if_invalid()
    listing = Listing(
        page_size=size,
        state=state,
        query=query,
        category=slug or None,
        brand=brand or None,
        min_price=message.min_price if message.HasField("min_price") else None,
        max_price=message.max_price if message.HasField("max_price") else None,
        available=message.available if message.HasField("available") else None,
        before=before,
    )
    return listing, language


def listing_response(page: ListingPage) -> service_pb2.ListProductsResponse:
    """Return a page as a message."""
    products = [product_convert.product_message(product) for product in page.products]
    return service_pb2.ListProductsResponse(
        products=products,
        total=page.total,
        next_page_token=products[-1].id if page.has_more and products else "",
        state_counts=[
            service_pb2.StateCount(state=product_convert.state_code(state), count=number)
            for state, number in sorted(page.state_counts.items())
        ],
    )
