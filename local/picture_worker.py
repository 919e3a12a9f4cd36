"""`python -m local.picture_worker ENDPOINT FOLDER SHARE OF`: draws a share of the demo's pictures.

It uploads each picture in every size to the media bucket, under keys made of the bytes, and prints
a line of JSON for it: its SKU and its sources.
"""

import hashlib
import json
import os
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from demo.pictures.drawing.render import HEIGHT, WIDTH
from demo.pictures.files import WIDTHS, file_name, write
from demo.pictures.spec import load_specs
from local.aws import MEDIA_BUCKET

FOREVER = "public, max-age=31536000, immutable"
"""The picture under a key never changes: the key is a hash of its bytes."""


def upload(s3: Any, file: Path, width: int) -> dict[str, str | int]:
    """Upload one size of a picture; return it as a source of an image."""
    body = file.read_bytes()
    key = f"products/{hashlib.sha256(body).hexdigest()[:32]}.webp"
    s3.put_object(
        Bucket=MEDIA_BUCKET,
        Key=key,
        Body=body,
        ContentType="image/webp",
        CacheControl=FOREVER,
    )
    return {"key": key, "width": width, "height": width * HEIGHT // WIDTH}


def main() -> None:
    """Draw every OFth picture from number SHARE on, with temporary files in FOLDER."""
    endpoint, folder = sys.argv[1], Path(sys.argv[2])
    share, of = int(sys.argv[3]), int(sys.argv[4])
    # The services start at the same time and take precedence.
    os.nice(5)
    config = Config(
        # The endpoint may still be starting.
        retries={"mode": "standard", "total_max_attempts": 10},
        # The key is a checksum already.
        request_checksum_calculation="when_required",
    )
    s3 = boto3.client("s3", endpoint_url=endpoint, config=config)
    for sku, spec in islice(load_specs().items(), share, None, of):
        write(sku, spec, folder)
        sources = [upload(s3, folder / file_name(sku, width), width) for width in WIDTHS]
        print(json.dumps({"sku": sku, "sources": sources}), flush=True)


if __name__ == "__main__":
    main()
