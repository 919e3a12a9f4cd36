"""What of the built front goes into the web bucket."""

from pathlib import Path
from typing import Any

from bff.site.frontend import CACHE_DAY, CACHE_IMMUTABLE, CACHE_REVALIDATE
from cloudformation.packaging.frontend import publish


class Bucket:
    """Takes what is put, as S3 does."""

    def __init__(self) -> None:
        self.put: dict[str, dict[str, Any]] = {}

    def put_object(self, **given: Any) -> None:
        self.put[given["Key"]] = given


def build(folder: Path) -> None:
    for name, text in (
        ("index.html", "<!doctype html>"),
        ("index.html.br", "packed"),
        ("manifest.webmanifest", "{}"),
        ("robots.txt", "User-agent: *\nDisallow: /cuenta\n"),
        ("assets/first-1a2b.js", "start()"),
        ("assets/first-1a2b.js.gz", "packed"),
        (".vite/manifest.json", "{}"),
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def test_robots_are_told_where_the_shop_s_sitemap_is(tmp_path):
    build(tmp_path)
    bucket = Bucket()
    publish(bucket, "web", tmp_path, "https://shop.example")
    robots = bucket.put["robots.txt"]
    assert robots["Body"].decode().splitlines()[-1] == (
        "Sitemap: https://shop.example/products/sitemap.xml"
    )
    assert b"Disallow: /cuenta" in robots["Body"]
    assert robots["ContentType"].startswith("text/plain")


def test_the_page_comes_last_and_what_is_hidden_or_packed_not_at_all(tmp_path):
    build(tmp_path)
    bucket = Bucket()
    assert publish(bucket, "web", tmp_path, "https://shop.example") == len(bucket.put)
    assert {key: one["CacheControl"] for key, one in bucket.put.items()} == {
        "assets/first-1a2b.js": CACHE_IMMUTABLE,
        "manifest.webmanifest": CACHE_DAY,
        "robots.txt": CACHE_REVALIDATE,
        "index.html": CACHE_REVALIDATE,
    }
    assert list(bucket.put)[-1] == "index.html"
    assert bucket.put["manifest.webmanifest"]["ContentType"] == "application/manifest+json"


def test_a_shop_with_a_contact_has_a_security_txt(tmp_path):
    build(tmp_path)
    bucket = Bucket()
    contact = "mailto:security@shop.example"
    publish(bucket, "web", tmp_path, "https://shop.example", contact)
    text = bucket.put[".well-known/security.txt"]
    assert f"Contact: {contact}\n".encode() in text["Body"]
    assert text["ContentType"].startswith("text/plain")
    assert text["CacheControl"] == CACHE_REVALIDATE
