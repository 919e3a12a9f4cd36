"""Uploads the built front end to the web bucket, with its media types and Cache-Control.

A page that a shopper has open keeps working after a deployment: files with a hash in their names
are added and never removed, and the page that refers to them is uploaded last.
"""

import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bff.site.frontend import (
    CACHE_REVALIDATE,
    COMPRESSED_SUFFIXES,
    MANIFEST_SUFFIX,
    MANIFEST_TYPE,
    cache_control,
)
from bff.site.robots import ROBOTS_FILE, add_sitemap
from bff.site.well_known import SECURITY_PATH, security_txt
from chassis.clock import system_clock

_MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    MANIFEST_SUFFIX: MANIFEST_TYPE,
}


@dataclass(frozen=True)
class FrontendFile:
    """One file of the front end, with its key in the bucket."""

    path: Path
    key: str
    media_type: str
    cache_control: str


def public_files(folder: Path) -> Iterator[Path]:
    """Yield the files to upload: not the build's hidden ones, nor the compressed copies.

    CloudFront compresses by itself.
    """
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not is_hidden and path.suffix not in COMPRESSED_SUFFIXES:
            yield path


def frontend_files(folder: Path) -> Iterator[FrontendFile]:
    """Yield the front end's files in the order of upload: HTML comes last."""
    for path in sorted(
        public_files(folder), key=lambda path: (path.suffix == ".html", path.as_posix())
    ):
        key = path.relative_to(folder).as_posix()
        media_type = _MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        caching = cache_control(path.relative_to(folder))
        yield FrontendFile(path, key, media_type or "application/octet-stream", caching)


def publish(
    s3: Any, bucket: str, folder: Path, origin: str, security_contact: str | None = None
) -> int:
    """Upload the front end of the shop at `origin` to its bucket; return the number of files.

    With a contact its security.txt too, which expires if the shop is not deployed for a year.
    """
    count = 0
    if security_contact is not None:
        s3.put_object(
            Bucket=bucket,
            Key=SECURITY_PATH[1:],
            Body=security_txt(security_contact, origin, system_clock()),
            ContentType="text/plain; charset=utf-8",
            CacheControl=CACHE_REVALIDATE,
        )
        count += 1
    for file in frontend_files(folder):
        s3.put_object(
            Bucket=bucket,
            Key=file.key,
            Body=_contents(file, origin),
            ContentType=file.media_type,
            CacheControl=file.cache_control,
        )
        count += 1
    return count


def _contents(file: FrontendFile, origin: str) -> bytes:
    contents = file.path.read_bytes()
    return add_sitemap(contents, origin) if file.key == ROBOTS_FILE else contents
