"""A private S3 bucket, of which single objects are shown by links that run out."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from orders.aws import call

_THREADS = 8


class Bucket:
    """One bucket. Its methods raise Refused and OutOfReach, as `orders.aws.call` does."""

    def __init__(self, s3: Any, name: str) -> None:
        self._s3 = s3
        self._name = name
        # Of its own: while S3 hangs, whoever sends an SMS must not wait for a thread.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="bucket")

    async def put_new(self, key: str, body: bytes, media_type: str) -> None:
        """Keep an object unless there is one of that key already, which then stands."""
        await call(
            self._s3.put_object,
            threads=self._threads,
            expected={"PreconditionFailed"},
            Bucket=self._name,
            Key=key,
            Body=body,
            ContentType=media_type,
            IfNoneMatch="*",
        )

    async def has(self, key: str) -> bool:
        """Whether there is an object of that key. Without s3:ListBucket, S3 does not tell."""
        found = await call(
            self._s3.head_object,
            threads=self._threads,
            expected={"404"},
            Bucket=self._name,
            Key=key,
        )
        return found is not None

    async def link(self, key: str, *, disposition: str, lasts: int) -> str:
        """Return a URL that anybody may read the object by, for `lasts` seconds."""
        # In a thread too: credentials that have run out are renewed over the network.
        url: str = await call(
            self._s3.generate_presigned_url,
            threads=self._threads,
            ClientMethod="get_object",
            Params={
                "Bucket": self._name,
                "Key": key,
                "ResponseContentDisposition": disposition,
            },
            ExpiresIn=lasts,
        )
        return url
