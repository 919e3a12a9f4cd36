"""A release is the same bytes from the same content, and its front goes out as browsers need it."""

import os
from pathlib import Path
from typing import Any

import pytest

from cloudformation.packaging.bundle import (
    Bundle,
    pack,
    release_key,
    release_sha256,
    unpack_frontend,
)
from cloudformation.packaging.frontend import CACHE_IMMUTABLE, CACHE_REVALIDATE, publish
from cloudformation.packaging.targets import TARGETS

FRONT = {
    "index.html": "<!doctype html>",
    "robots.txt": "User-agent: *\nDisallow: /admin\n",
    "favicon.svg": "<svg/>",
    "assets/index-abc123.js": "1",
    "assets/index-def456.css": "a{}",
    "assets/letters-0123.woff2": "w",
    ".vite/manifest.json": "{}",
}


def build(folder: Path, moment: int) -> Bundle:
    """Build a small release in a folder whose files are of a moment."""
    for name, text in {"wheels/a-1-py3-none-any.whl": "a", **_under("web", FRONT)}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o600 if moment % 2 else 0o644)
        os.utime(file, (moment, moment))
    target = TARGETS["arm64"]
    return pack(folder / "wheels", folder / "web", b"authorities", target, folder / "out")


def _under(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


class S3(list[dict[str, Any]]):
    """Keeps what is put, in that order."""

    def put_object(self, **put: Any) -> None:
        self.append(put)


@pytest.fixture
def release(tmp_path: Path) -> Bundle:
    return build(tmp_path, 1)


def test_the_same_content_has_the_same_name_wherever_and_whenever_it_is_packed(
    release: Bundle, tmp_path: Path
) -> None:
    again = build(tmp_path / "elsewhere", 1_000_000)
    assert again.sha256 == release.sha256
    assert again.path.read_bytes() == release.path.read_bytes()
    assert release_sha256(release.key) == release_sha256(release.sha256) == release.sha256
    (tmp_path / "web" / "index.html").write_text("<!doctype html><p>")
    target = TARGETS["arm64"]
    other = pack(tmp_path / "wheels", tmp_path / "web", b"authorities", target, tmp_path)
    assert other.key != release.key == release_key(release.sha256)


def test_the_front_is_kept_by_its_hash_and_the_page_that_names_it_comes_last(
    release: Bundle, tmp_path: Path
) -> None:
    s3 = S3()
    front = unpack_frontend(release.path, tmp_path / "unpacked")
    assert publish(s3, "web", front, "https://shop.example") == 6
    assert s3[-1]["Key"] == "index.html"
    assert {put["Key"] for put in s3} == set(FRONT) - {".vite/manifest.json"}
    for put in s3:
        caching = CACHE_IMMUTABLE if put["Key"].startswith("assets/") else CACHE_REVALIDATE
        assert (put["Bucket"], put["CacheControl"]) == ("web", caching), put["Key"]
    kinds = {put["Key"].rpartition(".")[2]: put["ContentType"] for put in s3}
    assert kinds == {
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml",
        "txt": "text/plain",
        "woff2": "font/woff2",
    }


def test_robots_are_told_of_the_shops_own_sitemap(release: Bundle, tmp_path: Path) -> None:
    s3 = S3()
    publish(s3, "web", unpack_frontend(release.path, tmp_path / "unpacked"), "https://shop.example")
    (robots,) = (put["Body"].decode() for put in s3 if put["Key"] == "robots.txt")
    assert robots == (
        f"{FRONT['robots.txt']}\nSitemap: https://shop.example/products/sitemap.xml\n"
    )
