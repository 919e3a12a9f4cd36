"""The sitemap and robots.txt, over HTTP."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from tests.component.bff.harness import Response, serving
from tienda.catalog.v1 import catalog_service_pb2, product_pb2

ORIGIN = "https://shop.example"
CHANGED = datetime(2026, 5, 31, 12, tzinfo=UTC)


def slugs(*names: str, total: int) -> catalog_service_pb2.ListSlugsResponse:
    reply = catalog_service_pb2.ListSlugsResponse(total_size=total)
    for name in names:
        reply.slugs.add(slug=name).update_time.FromDatetime(CHANGED)
    return reply


@pytest.fixture(scope="module")
async def shop(tmp_path_factory):
    built = tmp_path_factory.mktemp("dist")
    (built / "index.html").write_text("<!doctype html><title>Tienda</title>")
    (built / "robots.txt").write_text("User-agent: *\nDisallow: /cuenta\n")
    async with serving(web_dir=built, shop_origin=ORIGIN) as opened:
        opened.catalog.replies = {
            "ListSlugs": slugs("mesa-roble", "silla", total=20_001),
            "ListCategories": catalog_service_pb2.ListCategoriesResponse(
                categories=[
                    product_pb2.Category(slug="muebles", name="Muebles", product_count=2),
                    product_pb2.Category(slug="vacia", name="Vacía"),
                ]
            ),
        }
        yield opened


def urls_in(response: Response) -> list[str | None]:
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert response.headers["Cache-Control"].startswith("public")
    return [element.text for element in ET.fromstring(response.raw).iter() if "loc" in element.tag]  # noqa: S314 (our own)


async def test_the_index_names_as_many_parts_as_products_need(shop):
    urls = urls_in(await shop.get("/products/sitemap.xml"))
    assert urls == [f"{ORIGIN}/products/sitemap-{part}.xml" for part in (1, 2, 3)]


async def test_a_part_names_its_products_and_the_first_the_rest_of_the_shop(shop):
    response = await shop.get("/products/sitemap-1.xml")
    products = [f"{ORIGIN}/producto/mesa-roble", f"{ORIGIN}/producto/silla"]
    assert urls_in(response) == [f"{ORIGIN}/", f"{ORIGIN}/buscar?category=muebles", *products]
    assert b"<lastmod>2026-05-31</lastmod>" in response.raw
    assert urls_in(await shop.get("/products/sitemap-3.xml")) == products
    message = shop.catalog.last_call("ListSlugs").request
    assert (message.skip, message.page_size) == (20_000, 10_000)


@pytest.mark.parametrize("part", ["0", "-1", "x", "²", "99999999", "1.0"])
async def test_there_is_no_other_part(shop, part):
    response = await shop.get(f"/products/sitemap-{part}.xml")
    assert (response.status, response.reason) == (404, "not-found")


async def test_a_part_behind_the_last_is_not_there(shop):
    shop.catalog.replies["ListSlugs"], kept = slugs(total=5), shop.catalog.replies["ListSlugs"]
    assert (await shop.get("/products/sitemap-2.xml")).status == 404
    shop.catalog.replies["ListSlugs"] = kept


async def test_robots_are_told_where_the_sitemap_is(shop):
    response = await shop.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.raw.decode() == (
        f"User-agent: *\nDisallow: /cuenta\n\nSitemap: {ORIGIN}/products/sitemap.xml\n"
    )


async def test_a_shop_that_does_not_say_where_it_is_is_where_it_is_asked_for():
    async with serving() as nameless:
        nameless.catalog.replies = {"ListSlugs": slugs("silla", total=1)}
        (part,) = urls_in(await nameless.get("/products/sitemap.xml"))
        assert part == f"{nameless.url}/products/sitemap-1.xml"


async def test_a_part_of_it_is_no_product(shop):
    response = await shop.request("PATCH", "/products/sitemap-1.xml", json={})
    assert response.status == 405
    assert response.headers["Allow"] == "GET, HEAD"
