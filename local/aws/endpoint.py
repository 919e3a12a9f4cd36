"""Builds the endpoint: moto's application, furnished, with the journal and the gate around it."""

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
from local.aws.gate import Application, guarded
from local.aws.journal import Journal
from local.aws.sent import Sent, shown

TRIES = 5
"""How often a message is received and left before it is put aside."""


def build(folder: Path) -> Application:
    """Return the endpoint as a WSGI application, with the objects kept in `folder` put back."""
    s3 = s3_backends[aws.ACCOUNT]["aws"]
    _make_buckets(s3)
    topic = _make_messaging()
    sent = Sent(sns_backends[aws.ACCOUNT][aws.REGION], topic, ses_backends[aws.ACCOUNT][aws.REGION])
    journal = Journal(folder, s3)
    journal.put_back()
    moto = shown(_journalled(_Moto(), journal), sent)
    return guarded(moto, aws.RECEIPTS_BUCKET, system_clock)


class _Moto(DomainDispatcherApplication):
    """Moto's application, taking requests in turn: its dictionaries are not made for threads.

    Only who waits for a message of a queue waits outside.
    """

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        # A path as it came, escapes and all: what other servers call by the one name is the other.
        environ["RAW_URI"] = environ["REQUEST_URI"]
        if not _has_come_whole(environ):
            return _INCOMPLETE(environ, start_response)
        if environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage":
            return super().__call__(environ, start_response)
        with self._turn:
            return super().__call__(environ, start_response)

    @functools.cache  # noqa: B019 (one, for as long as the process runs)
    def get_backend_for_host(self, host: str | None) -> Any:
        """Return whose requests those to a host are; it would look in a folder each time."""
        return super().get_backend_for_host(host)


_INCOMPLETE = Response("IncompleteBody", status=400)


def _has_come_whole(environ: dict[str, Any]) -> bool:
    """Read the body; moto would keep as much of an object as came before its sender died."""
    announced = int(environ.get("CONTENT_LENGTH") or 0)
    if not announced:
        return True
    body = environ["wsgi.input"].read(announced)
    environ["wsgi.input"] = BytesIO(body)
    return len(body) == announced


def _make_buckets(s3: S3Backend) -> None:
    for bucket in (aws.MEDIA_BUCKET, aws.RECEIPTS_BUCKET):
        s3.create_bucket(bucket, aws.REGION)
    # On AWS the pictures are read through CloudFront alone; here the front asks the bucket itself.
    everyone_reads = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:HeadObject"],  # moto's name for what GetObject covers
        "Resource": f"arn:aws:s3:::{aws.MEDIA_BUCKET}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [everyone_reads]}
    s3.put_bucket_policy(aws.MEDIA_BUCKET, json.dumps(policy).encode())


def _make_messaging() -> Topic:
    sns = sns_backends[aws.ACCOUNT][aws.REGION]
    topic = sns.create_topic(aws.ORDER_EVENTS_TOPIC)
    sqs = sqs_backends[aws.ACCOUNT][aws.REGION]
    aside = sqs.create_queue(aws.AVAILABILITY_DEAD_LETTERS)
    redrive = {"deadLetterTargetArn": aside.queue_arn, "maxReceiveCount": TRIES}
    queue = sqs.create_queue(aws.AVAILABILITY_QUEUE, RedrivePolicy=json.dumps(redrive))
    subscription = sns.subscribe(topic.arn, queue.queue_arn, "sqs")
    policy = json.dumps({"type": ["stock.changed"]})
    for name, value in (("FilterPolicy", policy), ("RawMessageDelivery", "true")):
        sns.set_subscription_attributes(subscription.arn, name, value)
    ses_backends[aws.ACCOUNT][aws.REGION].verify_email_identity(aws.SENDER)
    return topic


def _journalled(application: Application, journal: Journal) -> Application:
    """Return `application`, noting what each successful change did before the client hears of it.

    Moto has done the work when the application returns; the answer is sent as the returned chunks
    are read.
    """

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        statuses: list[str] = []

        def note_status(status: str, *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, *rest)

        chunks = application(environ, note_status)
        if environ["REQUEST_METHOD"] in {"PUT", "POST", "DELETE"} and statuses[0][0] == "2":
            # Path style, the only one that clients of a bare IP address use: /bucket/key.
            bucket, _, key = unquote(environ["REQUEST_URI"]).partition("?")[0][1:].partition("/")
            if key:
                journal.note(bucket, key)
            elif bucket:
                journal.note_deleted(bucket)
        return chunks

    return serve
