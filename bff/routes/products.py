"""The table of the catalogue."""

from typing import Final

from bff import product_writing, products
from bff.endpoint import Endpoint, Freshness, Header, Identity
from bff.routes.headers import CREATED, ETAG, LOCATION, NO_CONTENT
from bff.shapes.products import (
    Categories,
    NewProduct,
    Product,
    ProductChange,
    ProductPage,
    ProductQuery,
    Stock,
    Suggestions,
    SuggestQuery,
)

IF_NONE_MATCH: Final = Header("If-None-Match", "The ETag at hand; 304 if it still holds.")
IF_MATCH: Final = Header("If-Match", "The ETag that was read; 412 if the product has changed.")

PRODUCTS: Final = (
    Endpoint(
        method="GET",
        path="/products",
        handler=products.search_products,
        tag="products",
        summary="Find products, or list them",
        query=ProductQuery,
        answer=ProductPage,
        freshness=Freshness.CHECKED,
    ),
    Endpoint(
        method="GET",
        path="/products/suggest",
        handler=products.suggest_products,
        tag="products",
        summary="Complete what was typed so far",
        query=SuggestQuery,
        answer=Suggestions,
        freshness=Freshness.A_MINUTE,
    ),
    Endpoint(
        method="GET",
        path="/products/categories",
        handler=products.list_categories,
        tag="products",
        summary="The tree of categories",
        answer=Categories,
        freshness=Freshness.A_MINUTE,
    ),
    Endpoint(
        method="GET",
        path="/products/{id_or_slug}",
        handler=products.get_product,
        tag="products",
        summary="One product",
        answer=Product,
        reasons=("product-not-found",),
        reads=(IF_NONE_MATCH,),
        answers=(ETAG,),
        freshness=Freshness.CHECKED,
    ),
    Endpoint(
        method="POST",
        path="/products",
        handler=product_writing.create_product,
        tag="products",
        summary="Put a product in the catalogue",
        identity=Identity.ADMIN,
        body=NewProduct,
        answer=Product,
        status=CREATED,
        reasons=("sku-taken", "slug-taken"),
        answers=(LOCATION, ETAG),
    ),
    Endpoint(
        method="PATCH",
        path="/products/{id_or_slug}",
        handler=product_writing.change_product,
        tag="products",
        summary="Change a product",
        identity=Identity.ADMIN,
        body=ProductChange,
        answer=Product,
        reasons=(
            "product-not-found",
            "sku-taken",
            "slug-taken",
            "if-match-missing",
            "version-mismatch",
        ),
        reads=(IF_MATCH,),
        answers=(ETAG,),
    ),
    Endpoint(
        method="DELETE",
        path="/products/{id_or_slug}",
        handler=product_writing.archive_product,
        tag="products",
        summary="Take a product off the shelves; orders keep naming it",
        identity=Identity.ADMIN,
        status=NO_CONTENT,
        reasons=("product-not-found", "if-match-missing", "version-mismatch"),
        reads=(IF_MATCH,),
    ),
    Endpoint(
        method="PUT",
        path="/products/{id_or_slug}/stock",
        handler=product_writing.set_stock,
        tag="products",
        summary="Say how many units are on the shelf",
        identity=Identity.ADMIN,
        body=Stock,
        answer=Stock,
        reasons=("product-not-found",),
    ),
)
