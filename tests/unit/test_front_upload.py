"""What of the built front goes into the web bucket."""

from pathlib import Path
from typing import Any

from cloudformation.packaging.frontend import CACHE_IMMUTABLE, CACHE_REVALIDATE, publish


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
    assert list(bucket.put) == ["assets/first-1a2b.js", "robots.txt", "index.html"]
    caching = [one["CacheControl"] for one in bucket.put.values()]
    assert caching == [CACHE_IMMUTABLE, CACHE_REVALIDATE, CACHE_REVALIDATE]
