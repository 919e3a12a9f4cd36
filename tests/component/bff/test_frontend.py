"""The BFF on one machine: the built front, and pictures from the media bucket."""

import gzip

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bff.site.frontend import CACHE_DAY
from tests.component.bff.harness import serving
from tests.component.bff.test_request_heads import dial
from tests.ports import free_port

PICTURE = b"RIFF" + bytes(300_000) + b"WEBP"


@pytest.fixture(scope="module")
async def bucket():
    """A bucket with a picture, a page, and a fault."""

    async def reply(request: web.Request) -> web.Response:
        key = request.match_info["key"]
        if key == "broken.webp":
            return web.Response(status=500, text="<Error/>")
        if key == "page.html":
            return web.Response(text="<script>", content_type="text/html")
        if key != "a/b-800.webp":
            return web.Response(status=404, text="<Error/>")
        headers = {"ETag": '"abc"'}
        if request.headers.get("If-None-Match") == '"abc"':
            return web.Response(status=304, headers=headers)
        return web.Response(body=PICTURE, content_type="image/webp", headers=headers)

    app = web.Application()
    app.router.add_get("/bucket/{key:.+}", reply)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/bucket"
    await runner.cleanup()


@pytest.fixture(scope="module")
async def shop(tmp_path_factory, bucket):
    root = tmp_path_factory.mktemp("front")
    built = root / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>Tienda</title>")
    (built / "favicon.svg").write_text("<svg/>")
    for name in ("favicon.ico", "apple-touch-icon.png", "manifest.webmanifest", "licenses.md"):
        (built / name).write_text("{}")
    (built / "assets" / "main-abc123.js").write_text("export {}")
    (built / "assets" / "main-abc123.js.gz").write_bytes(gzip.compress(b"export {}"))
    (built / ".vite").mkdir()
    (built / ".vite" / "manifest.json").write_text("{}")
    (root / "secret.txt").write_text("between us")
    async with serving(web_dir=built, media_origin=bucket) as opened:
        yield opened


async def test_every_page_of_the_shop_is_the_front(shop):
    for path in ("/", "/buscar?q=mesa", "/producto/mesa-roble", "/index.html"):
        response = await shop.get(path)
        assert (response.status, b"Tienda" in response.raw) == (200, True)
        assert response.headers["Cache-Control"] == "no-cache"
        assert (
            "default-src 'none'; script-src 'self'; style-src 'self'"
            in response.headers["Content-Security-Policy"]
        )
    assert (await shop.request("HEAD", "/")).status == 200


OPENED = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
"""What browsers send for a page."""


@pytest.mark.parametrize(
    "address",
    [
        "/buscar?q=50%",
        "/buscar?q=l%E1mpara",
        "/buscar?q=mesa%00",
        f"/buscar?q={'m' * 9000}",
        "/producto/caf%E9",
        "/producto/mesa%",
        "/producto/mesa%0Aoslo",
        "//buscar?q=mesa",
        "/Buscar/",
        "/Products",
    ],
)
async def test_an_address_that_is_badly_encoded_or_spelled_is_the_front_too(shop, address):
    async with dial(shop.url) as (reader, writer):
        writer.write(f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        response = await reader.read()
    assert response.startswith(b"HTTP/1.1 200 ")
    assert b"<title>Tienda</title>" in response


async def test_a_browser_that_opens_a_file_that_is_not_there_is_shown_the_front(shop):
    assert (await shop.get("/.well-known/nothing-here")).status == 404
    for path in ("/index.php", "/producto/mesa-2.5", "/assets/main-old.js"):
        opened = await shop.get(path, headers=OPENED)
        assert (opened.status, b"Tienda" in opened.raw) == (404, True), path
        assert (await shop.get(path)).reason == "not-found"
    assert (await shop.get("/favicon.svg", headers=OPENED)).raw == b"<svg/>"


async def test_files_named_by_what_is_in_them_are_kept_for_good(shop):
    response = await shop.get("/assets/main-abc123.js")
    assert "immutable" in response.headers["Cache-Control"]
    assert "javascript" in response.headers["Content-Type"]
    assert (await shop.get("/licenses.md")).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("favicon.svg", "image/svg+xml"),
        ("favicon.ico", "icon"),
        ("apple-touch-icon.png", "image/png"),
        ("manifest.webmanifest", "application/manifest+json"),
    ],
)
async def test_icons_and_the_manifest_are_kept_for_a_day(shop, name, media_type):
    response = await shop.get(f"/{name}")
    assert (response.status, response.headers["Cache-Control"]) == (200, CACHE_DAY)
    assert media_type in response.headers["Content-Type"]


async def test_who_takes_packed_files_is_sent_what_the_build_has_packed(shop):
    for wish, sent in (("gzip, br", "gzip"), ("identity", None)):
        response = await shop.get("/assets/main-abc123.js", headers={"Accept-Encoding": wish})
        assert (response.status, response.raw) == (200, b"export {}")
        assert response.headers.get("Content-Encoding") == sent
        assert "javascript" in response.headers["Content-Type"]
        assert "immutable" in response.headers["Cache-Control"]
    assert (await shop.get("/assets/main-abc123.js.gz")).status == 404


async def test_a_file_that_is_not_there_is_no_page(shop):
    for path in ("/assets/main-old.js", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"):
        response = await shop.get(path)
        assert b"between us" not in response.raw
        assert response.status == 404 or b"Tienda" in response.raw, path
    assert (await shop.get("/.vite/manifest.json")).status == 404


@pytest.mark.parametrize("line", ["OPTIONS *", "CONNECT a:1"])
async def test_a_request_for_no_path_is_refused_and_no_fault_of_ours(shop, line):
    async with dial(shop.url) as (reader, writer):
        writer.write(f"{line} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert b" 404 " in await reader.readline()


async def test_the_api_is_not_hidden_by_the_front(shop):
    for path in ("/products/a/b", "/orders/x/y", "/users/nobody"):
        response = await shop.get(path)
        assert (response.status, response.reason) == (404, "not-found")
    assert (await shop.request("POST", "/buscar")).status == 404
    assert (await shop.request("PUT", "/users")).status == 405


async def open_page(shop, path, headers=None):
    """Open a path as a browser does. The contract is for programs: it does not know this page."""
    url = URL(shop.url + path, encoded=True)
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(url, headers=OPENED | (headers or {})) as response,
    ):
        return response, await response.text()


async def test_what_the_api_refuses_is_readable_for_who_opens_it_in_a_browser(shop):
    for path, status in (
        ("/orders/x/y", 404),
        ("/orders/x/receipt?q=%E1", 400),
        ("/users/me", 401),
        ("/media/none.webp", 404),
        ("/docs/x", 404),
    ):
        opened, page = await open_page(shop, path)
        assert opened.status == status, path
        assert opened.headers["Content-Type"] == "text/html; charset=utf-8", path
        assert "<h1>" in page
        assert '<a href="/">Ir a la tienda</a>' in page
        assert "style-src 'sha256-" in opened.headers["Content-Security-Policy"]
        assert (await shop.get(path)).headers["Content-Type"] == "application/problem+json"
    _, page = await open_page(shop, "/users/me", {"Accept-Language": "en"})
    assert '<a href="/entrar">Log in</a>' in page


async def test_what_is_cached_for_everybody_is_a_document_whoever_asks(shop):
    opened, _ = await open_page(shop, "/products/a/b")
    assert opened.headers["Content-Type"] == "application/problem+json"


async def test_pictures_are_passed_on_to_be_kept_for_good(shop):
    response = await shop.get("/media/a/b-800.webp")
    assert (response.status, response.raw) == (200, PICTURE)
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    again = await shop.get(
        "/media/a/b-800.webp", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status == 304
    head = await shop.request("HEAD", "/media/a/b-800.webp")
    assert (head.raw, head.headers["Content-Length"]) == (b"", str(len(PICTURE)))


async def test_the_bucket_gives_out_pictures_alone(shop):
    for path in ("/media/none.webp", "/media/page.html", "/media/a/../b.webp", "/media/a%20b"):
        response = await shop.get(path)
        assert (response.status, response.reason) == (404, "not-found"), path


async def test_a_bucket_that_fails_or_is_gone_is_reported(shop):
    assert (await shop.get("/media/broken.webp")).reason == "service-unavailable"
    async with serving(media_origin=f"http://127.0.0.1:{free_port()}/bucket") as lonely:
        response = await lonely.get("/media/a/b-800.webp")
        assert (response.status, response.reason) == (503, "service-unavailable")
