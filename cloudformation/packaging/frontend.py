"""The built front as objects of the web bucket: what is hashed is kept, pages are asked for.

A shopper who has an old page open goes on: files with a hash in their names are added, never taken
away, and the page that names them comes last.
"""

import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bff.site.frontend import COMPRESSED_SUFFIXES
from bff.site.robots import ROBOTS_FILE, add_sitemap

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Page:
    """One file of the front, under the key that it has in the bucket."""

    path: Path
    key: str
    media_type: str
    caching: str


def files_of(folder: Path) -> Iterator[Path]:
    """Yield what a shopper may be sent: not what is the build's own, nor what CloudFront packs."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not is_hidden and path.suffix not in COMPRESSED_SUFFIXES:
            yield path


def pages(folder: Path) -> Iterator[Page]:
    """Yield the front's files in the order to upload them: HTML comes last."""
    for path in sorted(
        files_of(folder), key=lambda path: (path.suffix == ".html", path.as_posix())
    ):
        key = path.relative_to(folder).as_posix()
        known = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        # Vite puts what has a hash in its name into assets/, and nothing else.
        caching = FOREVER if key.startswith("assets/") else ASK_FIRST
        yield Page(path, key, known or "application/octet-stream", caching)


def publish(s3: Any, bucket: str, folder: Path, origin: str) -> int:
    """Upload the front of the shop at `origin` to its bucket; return how many files."""
    count = 0
    for page in pages(folder):
        s3.put_object(
            Bucket=bucket,
            Key=page.key,
            Body=_contents(page, origin),
            ContentType=page.media_type,
            CacheControl=page.caching,
        )
        count += 1
    return count


def _contents(page: Page, origin: str) -> bytes:
    contents = page.path.read_bytes()
    return add_sitemap(contents, origin) if page.key == ROBOTS_FILE else contents
