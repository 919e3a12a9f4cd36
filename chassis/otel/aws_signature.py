"""Signs what is exported as AWS's endpoints for OpenTelemetry want it: with this process's role.

So no collector runs beside the processes: CloudWatch's agent would take more memory than all that a
process needs for its telemetry.
"""

import os
import threading

import botocore.session
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from requests.auth import AuthBase

TRACES = "xray"
"""The service that takes traces, as signatures name it."""


class AwsSignature(AuthBase):
    """Signature Version 4 for the requests of one AWS service.

    Credentials come from where botocore finds them, and are renewed by it.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._region = os.environ["AWS_REGION"]
        self._lock = threading.Lock()
        self._credentials: Credentials | None = None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request. Raise RequestException where there are no credentials."""
        # Proxies and libraries may change any other header.
        signed = {"content-type": request.headers["content-type"]}
        aws_request = AWSRequest(request.method, request.url, signed, request.body)
        SigV4Auth(self._frozen(), self._service, self._region).add_auth(aws_request)
        request.headers.update(aws_request.headers)
        return request

    def _frozen(self) -> Credentials:
        # At the first export, in a thread of its own: asking the metadata service may take a while.
        with self._lock:
            if self._credentials is None:
                self._credentials = botocore.session.get_session().get_credentials()
            if self._credentials is None:
                raise requests.RequestException("no credentials to sign with")
            return self._credentials.get_frozen_credentials()


def signing_session(service: str) -> requests.Session:
    """Return a session whose requests are signed for an AWS service."""
    session = requests.Session()
    session.auth = AwsSignature(service)
    return session
