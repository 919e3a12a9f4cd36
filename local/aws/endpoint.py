"""Builds the endpoint: moto with the store's resources, the journal and the access check."""

import functools
import json
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import S3Backend, s3_backends
from moto.ses.models import ses_backends
from moto.sns.models import Topic, sns_backends
from moto.sqs.models import sqs_backends
from werkzeug.wrappers import Response

from chassis.clock import system_clock
from local import aws
from local.aws.access_control import Application, guarded
from local.aws.journal import Journal
from local.aws.sent import Sent, with_sent_messages

MAX_RECEIVES = 5
"""Receives of a message before it goes to the dead-letter queue."""


def build(folder: Path, host: str) -> Application:
    """Return the endpoint as a WSGI application, with the objects that `folder` stores.

    `host` is the name or address that it listens on.
    """
    s3 = s3_backends[aws.ACCOUNT]["aws"]
    _make_buckets(s3)
    topic = _make_messaging()
    sent = Sent(sns_backends[aws.ACCOUNT][aws.REGION], topic, ses_backends[aws.ACCOUNT][aws.REGION])
    journal = Journal(folder, s3)
    journal.restore()
    moto = with_sent_messages(_journalled(_Moto(), journal), sent)
    return guarded(moto, aws.RECEIPTS_BUCKET, system_clock, {host})


class _Moto(DomainDispatcherApplication):
    """Moto's application, one request at a time: its dictionaries are not thread-safe.

    Only long polls of a queue run outside the lock.
    """

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        # The path with its escapes, which moto expects under the name that other servers use.
        environ["RAW_URI"] = environ["REQUEST_URI"]
        if not _is_body_complete(environ):
            return _INCOMPLETE(environ, start_response)
        if environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage":
            return super().__call__(environ, start_response)
        with self._lock:
            return super().__call__(environ, start_response)

    @functools.cache  # noqa: B019 (one, for as long as the process runs)
    def get_backend_for_host(self, host: str | None) -> Any:
        """Return the backend for a host, cached: moto would list a folder each time."""
        return super().get_backend_for_host(host)


_INCOMPLETE = Response("IncompleteBody", status=400)


def _is_body_complete(environ: dict[str, Any]) -> bool:
    """Read the body; whether it is complete. Moto would store what an interrupted upload sent."""
    content_length = int(environ.get("CONTENT_LENGTH") or 0)
    if not content_length:
        return True
    body = environ["wsgi.input"].read(content_length)
    environ["wsgi.input"] = BytesIO(body)
    return len(body) == content_length


def _make_buckets(s3: S3Backend) -> None:
    for bucket in (aws.MEDIA_BUCKET, aws.RECEIPTS_BUCKET):
        s3.create_bucket(bucket, aws.REGION)
    # On AWS only CloudFront reads the pictures; here the bff reads the bucket directly.
    public_read = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:HeadObject"],  # moto's name for what GetObject covers
        "Resource": f"arn:aws:s3:::{aws.MEDIA_BUCKET}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [public_read]}
    s3.put_bucket_policy(aws.MEDIA_BUCKET, json.dumps(policy).encode())


def _make_messaging() -> Topic:
    sns = sns_backends[aws.ACCOUNT][aws.REGION]
    topic = sns.create_topic(aws.ORDER_EVENTS_TOPIC)
    sqs = sqs_backends[aws.ACCOUNT][aws.REGION]
    dead_letters = sqs.create_queue(aws.AVAILABILITY_DEAD_LETTERS)
    redrive = {"deadLetterTargetArn": dead_letters.queue_arn, "maxReceiveCount": MAX_RECEIVES}
    queue = sqs.create_queue(aws.AVAILABILITY_QUEUE, RedrivePolicy=json.dumps(redrive))
    subscription = sns.subscribe(topic.arn, queue.queue_arn, "sqs")
    policy = json.dumps({"type": ["stock.changed"]})
    for name, value in (("FilterPolicy", policy), ("RawMessageDelivery", "true")):
        sns.set_subscription_attributes(subscription.arn, name, value)
    ses_backends[aws.ACCOUNT][aws.REGION].verify_email_identity(aws.SENDER)
    return topic


def _journalled(application: Application, journal: Journal) -> Application:
    """Return `application` with each successful change journalled before its response is sent.

    Moto has done the work when the application returns; the response is sent as the chunks that it
    returns are read.
    """

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        statuses: list[str] = []

        def record_status(status: str, *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, *rest)

        chunks = application(environ, record_status)
        if environ["REQUEST_METHOD"] in {"PUT", "POST", "DELETE"} and statuses[0][0] == "2":
            # Path style, the only one that clients of a bare IP address use: /bucket/key.
            bucket, _, key = unquote(environ["REQUEST_URI"]).partition("?")[0][1:].partition("/")
            if key:
                journal.record(bucket, key)
            elif bucket:
                journal.record_deletions(bucket)
        return chunks

    return serve
