"""A private S3 bucket whose objects are read by links that expire."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chassis.aws import call

_THREADS = 8


class Bucket:
    """One bucket. Its methods raise Refused and AwsUnavailable, as `chassis.aws.call` does."""

    def __init__(self, s3: Any, name: str) -> None:
        self._s3 = s3
        self._name = name
        # Threads of its own: while S3 hangs, sending an SMS must not wait for a thread.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="bucket")

    async def put_new(self, key: str, body: bytes, media_type: str) -> None:
        """Store an object, unless there is one with this key: that one is kept."""
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
        """Whether there is an object with this key. Without s3:ListBucket, S3 does not tell."""
        head = await call(
            self._s3.head_object,
            threads=self._threads,
            expected={"404"},
            Bucket=self._name,
            Key=key,
        )
        return head is not None

    async def link(self, key: str, *, disposition: str, lifetime: int) -> str:
        """Return a URL by which anybody may read the object for `lifetime` seconds."""
        # In a thread too: expired credentials are renewed over the network.
        url: str = await call(
            self._s3.generate_presigned_url,
            threads=self._threads,
            ClientMethod="get_object",
            Params={
                "Bucket": self._name,
                "Key": key,
                "ResponseContentDisposition": disposition,
            },
            ExpiresIn=lifetime,
        )
        return url
