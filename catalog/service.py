"""The servicer of catalog: convert in, call, convert out."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc.aio

from catalog import convert_common
from catalog.categories import convert as category_convert
from catalog.categories.commands import Shelving
from catalog.categories.queries import CategoryQueries
from catalog.images import convert as image_convert
from catalog.images.commands import Picturing
from catalog.imports import convert as import_convert
from catalog.imports.batching import batches
from catalog.imports.service import BATCH, PATIENCE, Importing
from catalog.products import convert as product_convert
from catalog.products import price_convert, slug_convert
from catalog.products.commands import Editing
from catalog.products.queries import Reading
from catalog.search import convert as search_convert
from catalog.search.facets.attribute_facets import Narrowing
from catalog.search.service import Search
from catalog.search.suggest.suggestions import Suggesting
from catalog.search.summary_cache import SummaryCache
from chassis.request_context import caller
from tienda.catalog.v1 import catalog_service_pb2 as service_pb2
from tienda.catalog.v1 import catalog_service_pb2_grpc as service_pb2_grpc

Context = grpc.aio.ServicerContext[Any, Any]


class CatalogServicer(service_pb2_grpc.CatalogServiceServicer):
    """tienda.catalog.v1.CatalogService; `currency` is the shop's."""

    def __init__(
        self,
        search: Search,
        summaries: SummaryCache,
        narrowing: Narrowing,
        suggesting: Suggesting,
        reading: Reading,
        category_queries: CategoryQueries,
        editing: Editing,
        importing: Importing,
        picturing: Picturing,
        shelving: Shelving,
        currency: str,
    ) -> None:
        self._search = search
        self._summaries = summaries
        self._narrowing = narrowing
        self._suggesting = suggesting
        self._reading = reading
        self._category_queries = category_queries
        self._editing = editing
        self._importing = importing
        self._picturing = picturing
        self._shelving = shelving
        self._currency = currency

    async def SearchProducts(
        self, request: service_pb2.SearchProductsRequest, context: Context
    ) -> service_pb2.SearchProductsResponse:
        """See the proto."""
        wanted = search_convert.search_request(request)
        result = await self._search.products(wanted)
        response = search_convert.search_response(result, request, self._currency)
        if request.view == service_pb2.PRODUCT_VIEW_SUMMARY:
            page = [listed for listed, _ in result.page]
            summaries = await self._summaries.get_many(page, wanted.language)
            for listed, category in result.page:
                if summary := summaries.get(listed.id):
                    product_convert.write_listed_product(
                        listed, category, summary, response.products.add()
                    )
        else:
            ids = [UUID(listed.id) for listed, _ in result.page]
            products = await self._reading.products(ids, wanted.language)
            response.products.extend(map(product_convert.product, products))
        return response

    async def ListFacets(
        self, request: service_pb2.ListFacetsRequest, context: Context
    ) -> service_pb2.ListFacetsResponse:
        """See the proto."""
        found = await self._narrowing.facets(search_convert.facets_request(request))
        return search_convert.facets_response(found)

    async def SuggestProducts(
        self, request: service_pb2.SuggestProductsRequest, context: Context
    ) -> service_pb2.SuggestProductsResponse:
        """See the proto."""
        query, language, limit = search_convert.suggest_request(request)
        found = await self._suggesting.suggestions(query, language, limit)
        return search_convert.suggest_response(found)

    async def GetProduct(
        self, request: service_pb2.GetProductRequest, context: Context
    ) -> service_pb2.GetProductResponse:
        """See the proto."""
        language = convert_common.only_language(request.language)
        found = await self._reading.product(request.id_or_slug, language)
        return service_pb2.GetProductResponse(product=product_convert.product(found))

    async def BatchGetProducts(
        self, request: service_pb2.BatchGetProductsRequest, context: Context
    ) -> service_pb2.BatchGetProductsResponse:
        """See the proto."""
        ids, language = product_convert.batch(request)
        if request.view == service_pb2.PRODUCT_VIEW_BASIC:
            offers = await self._reading.offers(ids, language)
            return service_pb2.BatchGetProductsResponse(products=map(product_convert.offer, offers))
        found = await self._reading.products(ids, language)
        return service_pb2.BatchGetProductsResponse(products=map(product_convert.product, found))

    async def ListProductPrices(
        self, request: service_pb2.ListProductPricesRequest, context: Context
    ) -> service_pb2.ListProductPricesResponse:
        """See the proto."""
        caller.get().require_admin()
        product_id, before, limit = price_convert.prices_request(request)
        periods = await self._reading.prices(product_id, before, limit + 1)
        return price_convert.prices_response(periods, limit)

    async def ListSlugs(
        self, request: service_pb2.ListSlugsRequest, context: Context
    ) -> service_pb2.ListSlugsResponse:
        """See the proto."""
        skip, limit = slug_convert.slugs_request(request)
        return slug_convert.slugs_response(*await self._reading.slugs(skip, limit))

    async def ListCategories(
        self, request: service_pb2.ListCategoriesRequest, context: Context
    ) -> service_pb2.ListCategoriesResponse:
        """See the proto."""
        language = convert_common.only_language(request.language)
        tree = await self._category_queries.list_categories(language)
        return service_pb2.ListCategoriesResponse(categories=map(product_convert.category, tree))

    async def CreateProduct(
        self, request: service_pb2.CreateProductRequest, context: Context
    ) -> service_pb2.CreateProductResponse:
        """See the proto."""
        caller.get().require_admin()
        draft, language = product_convert.good_draft(
            request.product, request.language, self._currency
        )
        made = await self._editing.create(draft, language)
        return service_pb2.CreateProductResponse(product=product_convert.product(made))

    async def UpdateProduct(
        self, request: service_pb2.UpdateProductRequest, context: Context
    ) -> service_pb2.UpdateProductResponse:
        """See the proto."""
        caller.get().require_admin()
        draft, language = product_convert.good_draft(
            request.product, request.language, self._currency
        )
        product_id = product_convert.product_id(request.id)
        changed = await self._editing.replace(product_id, request.version, draft, language)
        return service_pb2.UpdateProductResponse(product=product_convert.product(changed))

    async def ArchiveProduct(
        self, request: service_pb2.ArchiveProductRequest, context: Context
    ) -> service_pb2.ArchiveProductResponse:
        """See the proto."""
        caller.get().require_admin()
        language = convert_common.only_language(request.language)
        product_id = product_convert.product_id(request.id)
        archived = await self._editing.archive(product_id, request.version, language)
        return service_pb2.ArchiveProductResponse(product=product_convert.product(archived))

    async def CreateCategory(
        self, request: service_pb2.CreateCategoryRequest, context: Context
    ) -> service_pb2.CreateCategoryResponse:
        """See the proto."""
        caller.get().require_admin()
        draft, parent, language = category_convert.new_category(request)
        made = await self._shelving.create(draft.slug, draft.names, parent, language)
        return service_pb2.CreateCategoryResponse(category=product_convert.category(made))

    async def UpdateCategory(
        self, request: service_pb2.UpdateCategoryRequest, context: Context
    ) -> service_pb2.UpdateCategoryResponse:
        """See the proto."""
        caller.get().require_admin()
        changed = await self._shelving.change(*category_convert.category_change(request))
        return service_pb2.UpdateCategoryResponse(category=product_convert.category(changed))

    async def DeleteCategory(
        self, request: service_pb2.DeleteCategoryRequest, context: Context
    ) -> service_pb2.DeleteCategoryResponse:
        """See the proto."""
        caller.get().require_admin()
        await self._shelving.remove(category_convert.slug(request.slug))
        return service_pb2.DeleteCategoryResponse()

    async def UploadProductImage(
        self,
        request_iterator: AsyncIterator[service_pb2.UploadProductImageRequest],
        context: Context,
    ) -> service_pb2.UploadProductImageResponse:
        """See the proto."""
        caller.get().require_admin()
        upload, language = await image_convert.upload(request_iterator)
        changed = await self._picturing.add(upload, language)
        return service_pb2.UploadProductImageResponse(product=product_convert.product(changed))

    async def ImportProducts(
        self, request_iterator: AsyncIterator[service_pb2.ImportProductsRequest], context: Context
    ) -> AsyncIterator[service_pb2.ImportProductsResponse]:
        """See the proto."""
        caller.get().require_admin()
        rows = import_convert.Rows(request_iterator)
        outcomes = self._importing.outcomes(batches(rows.arrivals(), BATCH, PATIENCE))
        # What is known is told while the next batch is worked on.
        async for known in batches(outcomes, BATCH, patience=0):
            for response in rows.responses(known):
                yield response
