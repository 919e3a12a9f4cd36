"""The servicer of catalog: convert the request, call a use case, convert the result."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import grpc.aio

from catalog import convert_common
from catalog.categories import convert as category_convert
from catalog.categories.commands import CategoryCommands
from catalog.categories.queries import CategoryQueries
from catalog.domain import Product, ProductNotFound, ProductState
from catalog.images import convert as image_convert
from catalog.images.commands import ImageCommands
from catalog.imports import convert as import_convert
from catalog.imports.batching import batches
from catalog.imports.import_products import BATCH_SIZE, MAX_BATCH_DELAY, ImportProducts
from catalog.listing import convert as listing_convert
from catalog.listing.list_products import ListProducts
from catalog.products import convert as product_convert
from catalog.products import price_convert, slug_convert
from catalog.products.commands import ProductCommands
from catalog.products.queries import ProductQueries
from catalog.search import convert as search_convert
from catalog.search.facets.list_facets import ListFacets
from catalog.search.search_products import SearchProducts
from catalog.search.suggest.suggest_products import SuggestProducts
from catalog.search.summary_cache import SummaryCache
from chassis.request_context import caller
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2
from tienda.catalog.v1 import catalog_service_pb2_grpc as service_pb2_grpc
from tienda.catalog.v1 import product_pb2

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class CatalogServicer(service_pb2_grpc.CatalogServiceServicer):
    """tienda.catalog.v1.CatalogService, with its use cases; `currency` is the shop's."""

    currency: str
    search_products: SearchProducts
    summary_cache: SummaryCache
    list_facets: ListFacets
    suggest_products: SuggestProducts
    product_queries: ProductQueries
    list_products: ListProducts
    product_commands: ProductCommands
    category_queries: CategoryQueries
    category_commands: CategoryCommands
    image_commands: ImageCommands
    import_products: ImportProducts

    async def SearchProducts(
        self, request: service_pb2.SearchProductsRequest, context: Context
    ) -> service_pb2.SearchProductsResponse:
        """See the proto."""
        search = search_convert.search_request(request)
        page = await self.search_products.search(search)
        response = search_convert.search_response(page, request, self.currency)
        if request.view == service_pb2.PRODUCT_VIEW_SUMMARY:
            listed_products = [listed for listed, _ in page.products]
            summaries = await self.summary_cache.get_many(listed_products, search.language)
            for listed, category in page.products:
                if summary := summaries.get(listed.id):
                    message = response.products.add()
                    product_convert.write_listed_product(listed, category, summary, message)
        else:
            ids = [UUID(listed.id) for listed, _ in page.products]
            products = await self.product_queries.list_products(ids, search.language)
            response.products.extend(map(product_convert.product_message, products))
        return response

    async def ListFacets(
        self, request: service_pb2.ListFacetsRequest, context: Context
    ) -> service_pb2.ListFacetsResponse:
        """See the proto."""
        search = search_convert.facets_request(request)
        facets = await self.list_facets.list_facets(search)
        return search_convert.facets_response(facets)

    async def SuggestProducts(
        self, request: service_pb2.SuggestProductsRequest, context: Context
    ) -> service_pb2.SuggestProductsResponse:
        """See the proto."""
        query, language, limit = search_convert.suggest_request(request)
        suggestions = await self.suggest_products.suggest(query, language, limit)
        return search_convert.suggest_response(suggestions)

    async def GetProduct(
        self, request: service_pb2.GetProductRequest, context: Context
    ) -> service_pb2.GetProductResponse:
        """See the proto."""
        language = convert_common.require_language(request.language)
        product = await self.product_queries.get_product(request.id_or_slug, language)
        response = service_pb2.GetProductResponse(product=product_convert.product_message(product))
        if caller.get().is_admin:
            response.draft.CopyFrom(await self._draft_message(product))
        elif product.state is ProductState.DRAFT:
            raise ProductNotFound("no product has that id or slug")
        return response

    async def LookUpProducts(
        self, request: service_pb2.LookUpProductsRequest, context: Context
    ) -> service_pb2.LookUpProductsResponse:
        """See the proto."""
        keys, language = product_convert.look_up_request(request)
        found = await self.product_queries.look_up(keys, language)
        return service_pb2.LookUpProductsResponse(
            products={
                key: product_convert.product_message(product)
                for key, product in found.items()
                if product.state is not ProductState.DRAFT
            }
        )

    async def BatchGetProducts(
        self, request: service_pb2.BatchGetProductsRequest, context: Context
    ) -> service_pb2.BatchGetProductsResponse:
        """See the proto."""
        ids, language = product_convert.batch_get_request(request)
        if request.view == service_pb2.PRODUCT_VIEW_BASIC:
            offers = await self.product_queries.list_offers(ids, language)
            messages = map(product_convert.offer_message, offers)
        else:
            products = await self.product_queries.list_products(ids, language)
            if not caller.get().is_admin:
                products = [one for one in products if one.state is not ProductState.DRAFT]
            messages = map(product_convert.product_message, products)
        return service_pb2.BatchGetProductsResponse(products=messages)

    async def ListProducts(
        self, request: service_pb2.ListProductsRequest, context: Context
    ) -> service_pb2.ListProductsResponse:
        """See the proto."""
        caller.get().require_admin()
        listing, language = listing_convert.listing_request(request)
        page = await self.list_products.list_products(listing, language)
        return listing_convert.listing_response(page)

    async def ListProductPrices(
        self, request: service_pb2.ListProductPricesRequest, context: Context
    ) -> service_pb2.ListProductPricesResponse:
        """See the proto."""
        caller.get().require_admin()
        product_id, before, limit = price_convert.prices_request(request)
        periods = await self.product_queries.list_prices(product_id, before, limit + 1)
        return price_convert.prices_response(periods, limit)

    async def ListSlugs(
        self, request: service_pb2.ListSlugsRequest, context: Context
    ) -> service_pb2.ListSlugsResponse:
        """See the proto."""
        skip, limit = slug_convert.slugs_request(request)
        slugs, total = await self.product_queries.list_slugs(skip, limit)
        return slug_convert.slugs_response(slugs, total)

    async def GetShop(
        self, request: service_pb2.GetShopRequest, context: Context
    ) -> service_pb2.GetShopResponse:
        """See the proto."""
        return service_pb2.GetShopResponse(shop=service_pb2.Shop(currency_code=self.currency))

    async def ListCategories(
        self, request: service_pb2.ListCategoriesRequest, context: Context
    ) -> service_pb2.ListCategoriesResponse:
        """See the proto."""
        language = convert_common.require_language(request.language)
        if request.with_details:
            caller.get().require_admin()
            categories = await self.category_queries.list_details(language)
        else:
            categories = await self.category_queries.list_categories(language)
        messages = map(product_convert.category_message, categories)
        return service_pb2.ListCategoriesResponse(categories=messages)

    async def CreateProduct(
        self, request: service_pb2.CreateProductRequest, context: Context
    ) -> service_pb2.CreateProductResponse:
        """See the proto."""
        caller.get().require_admin()
        draft, state, language = product_convert.valid_draft(
            request.product, request.language, self.currency
        )
        product = await self.product_commands.create(draft, state, language)
        return service_pb2.CreateProductResponse(
            product=product_convert.product_message(product),
            draft=await self._draft_message(product),
        )

    async def UpdateProduct(
        self, request: service_pb2.UpdateProductRequest, context: Context
    ) -> service_pb2.UpdateProductResponse:
        """See the proto."""
        caller.get().require_admin()
        draft, state, language = product_convert.valid_draft(
            request.product, request.language, self.currency
        )
        product_id = product_convert.existing_product_id(request.id)
        product = await self.product_commands.replace(
            product_id, request.version, draft, state, language
        )
        return service_pb2.UpdateProductResponse(
            product=product_convert.product_message(product),
            draft=await self._draft_message(product),
        )

    async def ArchiveProduct(
        self, request: service_pb2.ArchiveProductRequest, context: Context
    ) -> service_pb2.ArchiveProductResponse:
        """See the proto."""
        caller.get().require_admin()
        language = convert_common.require_language(request.language)
        product_id = product_convert.existing_product_id(request.id)
        product = await self.product_commands.archive(product_id, request.version, language)
        return service_pb2.ArchiveProductResponse(product=product_convert.product_message(product))

    async def CreateCategory(
        self, request: service_pb2.CreateCategoryRequest, context: Context
    ) -> service_pb2.CreateCategoryResponse:
        """See the proto."""
        caller.get().require_admin()
        draft, parent_slug, language = category_convert.create_request(request)
        category = await self.category_commands.create(
            draft.slug, draft.names, parent_slug, language
        )
        message = product_convert.category_message(category)
        return service_pb2.CreateCategoryResponse(category=message)

    async def UpdateCategory(
        self, request: service_pb2.UpdateCategoryRequest, context: Context
    ) -> service_pb2.UpdateCategoryResponse:
        """See the proto."""
        caller.get().require_admin()
        change, language = category_convert.update_request(request)
        category = await self.category_commands.update(change, language)
        message = product_convert.category_message(category)
        return service_pb2.UpdateCategoryResponse(category=message)

    async def DeleteCategory(
        self, request: service_pb2.DeleteCategoryRequest, context: Context
    ) -> service_pb2.DeleteCategoryResponse:
        """See the proto."""
        caller.get().require_admin()
        await self.category_commands.delete(category_convert.existing_slug(request.slug))
        return service_pb2.DeleteCategoryResponse()

    async def UploadProductImage(
        self,
        request_iterator: AsyncIterator[service_pb2.UploadProductImageRequest],
        context: Context,
    ) -> service_pb2.UploadProductImageResponse:
        """See the proto."""
        caller.get().require_admin()
        upload, language = await image_convert.upload_request(request_iterator)
        product = await self.image_commands.add(upload, language)
        return service_pb2.UploadProductImageResponse(
            product=product_convert.product_message(product),
            draft=await self._draft_message(product),
        )

    async def ImportProducts(
        self, request_iterator: AsyncIterator[service_pb2.ImportProductsRequest], context: Context
    ) -> AsyncIterator[service_pb2.ImportProductsResponse]:
        """See the proto."""
        caller.get().require_admin()
        stream = import_convert.ImportStream(request_iterator)
        rows = batches(stream.rows(), BATCH_SIZE, MAX_BATCH_DELAY)
        # Outcomes are sent while the next batch is written.
        async for outcomes in batches(self.import_products.run(rows), BATCH_SIZE, max_delay=0):
            for response in stream.responses(outcomes):
                yield response

    async def _draft_message(self, product: Product) -> product_pb2.ProductDraft:
        return product_convert.draft_message(await self.product_queries.get_stored(product))
