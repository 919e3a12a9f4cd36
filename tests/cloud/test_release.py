"""Equal contents give an equal release, and its front end is uploaded with the right headers."""

import os
from pathlib import Path
from typing import Any

import pytest

from bff.site.frontend import CACHE_DAY, CACHE_IMMUTABLE, CACHE_REVALIDATE
from cloudformation.packaging.bundle import (
    Bundle,
    pack,
    release_key,
    release_sha256,
    unpack_frontend,
)
from cloudformation.packaging.frontend import publish
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
    """Build a small release in a folder whose files have this modification time."""
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
    """The objects that are put, in order."""

    def put_object(self, **put: Any) -> None:
        self.append(put)


@pytest.fixture
def release(tmp_path: Path) -> Bundle:
    return build(tmp_path, 1)


def test_equal_contents_give_equal_bundles_wherever_and_whenever_they_are_packed(
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


def test_hashed_files_are_immutable_and_the_page_is_uploaded_last(
    release: Bundle, tmp_path: Path
) -> None:
    s3 = S3()
    front = unpack_frontend(release.path, tmp_path / "unpacked")
    assert publish(s3, "web", front, "https://shop.example") == 6
    assert s3[-1]["Key"] == "index.html"
    assert {put["Key"] for put in s3} == set(FRONT) - {".vite/manifest.json"}
    for put in s3:
        caching = CACHE_IMMUTABLE if put["Key"].startswith("assets/") else CACHE_REVALIDATE
        caching = CACHE_DAY if put["Key"] == "favicon.svg" else caching
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


def test_robots_txt_names_the_shops_sitemap(release: Bundle, tmp_path: Path) -> None:
    s3 = S3()
    publish(s3, "web", unpack_frontend(release.path, tmp_path / "unpacked"), "https://shop.example")
    (robots,) = (put["Body"].decode() for put in s3 if put["Key"] == "robots.txt")
    assert robots == (
        f"{FRONT['robots.txt']}\nSitemap: https://shop.example/products/sitemap.xml\n"
    )
