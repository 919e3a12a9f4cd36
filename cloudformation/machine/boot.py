"""Installs a release on an instance at its first boot, and signals the result.

cloud-init runs it once, from the user data: it fetches the release of the plan, checks its SHA-256,
runs its install.py, and signals success or failure to CloudFormation.

It uses the standard library alone, runs with the distribution's `python3` (3.9 or later), and needs
no AWS tools.
"""

import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import tarfile
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

PLAN = Path("/etc/tienda/plan.json")
RELEASES = Path("/opt/tienda/releases")
PYTHON = Path("/usr/bin/python3.13")
CONSOLE = Path("/var/log/cloud-init-output.log")
MAX_CONSOLE = 200_000
"""Bytes: an event may have 256 KiB."""
METADATA = "http://169.254.169.254/latest"
MAX_ATTEMPTS = 7
"""With pauses of 1 to 32 seconds: a new role has its credentials and rights only after a while."""
TEMPORARY = (OSError, http.client.HTTPException, subprocess.CalledProcessError)
T = TypeVar("T")


class Credentials(NamedTuple):
    """The role's temporary credentials, which sign requests to AWS."""

    access_key: str
    secret_key: str
    token: str


def sign(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    service: str,
    region: str,
    credentials: Credentials,
    moment: str,
) -> dict[str, str]:
    """Return `headers` with those of AWS Signature Version 4 added.

    `url` is quoted and has no query; `moment` is like 20261231T235959Z.
    """
    parts = urllib.parse.urlsplit(url)
    digest = hashlib.sha256(body).hexdigest()
    signed = {
        **headers,
        "host": parts.netloc,
        "x-amz-content-sha256": digest,
        "x-amz-date": moment,
        "x-amz-security-token": credentials.token,
    }
    names = sorted(signed)
    signed_names = ";".join(names)
    lines = "".join(f"{name}:{signed[name]}\n" for name in names)
    request = "\n".join((method, parts.path or "/", "", lines, signed_names, digest))
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    signed["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, "
        f"SignedHeaders={signed_names}, "
        f"Signature={signature(request, scope, moment, credentials)}"
    )
    return signed


def signature(request: str, scope: str, moment: str, credentials: Credentials) -> str:
    """Return the signature of a canonical request."""
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = b"AWS4" + credentials.secret_key.encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


def now() -> str:
    """Return the current time in UTC, in the format of signatures."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())


def retry(call: Callable[[], T]) -> T:
    """Return the result of `call`, made up to MAX_ATTEMPTS times while it raises TEMPORARY."""
    for attempt in range(MAX_ATTEMPTS - 1):
        try:
            return call()
        except TEMPORARY as error:
            print(f"tienda: {error}, trying again", flush=True)
            time.sleep(2**attempt)
    return call()


def metadata(path: str) -> str:
    """Return the instance metadata at `path` (IMDSv2). Raise OSError."""
    lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    request = urllib.request.Request(f"{METADATA}/api/token", headers=lifetime, method="PUT")
    with urllib.request.urlopen(request, timeout=5) as response:  # nosec B310  # IMDS
        token = {"X-aws-ec2-metadata-token": response.read().decode()}
    request = urllib.request.Request(f"{METADATA}/meta-data/{path}", headers=token)
    with urllib.request.urlopen(request, timeout=5) as response:  # nosec B310  # IMDS
        text: str = response.read().decode()
    return text


def role_credentials() -> Credentials:
    """Return the credentials of the instance's role."""
    role = metadata("iam/security-credentials/").strip()
    document = json.loads(metadata(f"iam/security-credentials/{role}"))
    if document.get("Code", "Success") != "Success":
        raise OSError(f"no credentials of {role} yet: {document['Code']}")
    return Credentials(document["AccessKeyId"], document["SecretAccessKey"], document["Token"])


class Aws:
    """The calls to AWS that an instance makes, in one region."""

    def __init__(self, region: str, suffix: str) -> None:
        self._region = region
        self._suffix = suffix
        self._endpoint = os.environ.get("AWS_ENDPOINT_URL", "")

    def fetch(self, bucket: str, key: str, into: Path) -> None:
        """Download an S3 object to the file `into`. Raise OSError."""
        path = urllib.parse.quote(key)
        regional = f"https://{bucket}.s3.{self._region}.{self._suffix}/{path}"
        url = f"{self._endpoint}/{bucket}/{path}" if self._endpoint else regional

        def download() -> None:
            with self._open("GET", url, b"", {}, "s3") as response, into.open("wb") as file:
                while chunk := response.read(1 << 20):
                    file.write(chunk)
                # A connection that breaks looks like the end.
                if file.tell() != int(response.headers.get("Content-Length", file.tell())):
                    raise OSError(f"only {file.tell()} bytes of {key} have come")

        retry(download)

    def log(self, group: str, text: str) -> None:
        """Write one message to a log group, in a new stream with the instance's id as its name."""
        stream = {"logGroupName": group, "logStreamName": retry(lambda: metadata("instance-id"))}
        self.json("logs", "Logs_20140328.CreateLogStream", stream)
        event = {"timestamp": int(time.time() * 1000), "message": text}
        self.json("logs", "Logs_20140328.PutLogEvents", {**stream, "logEvents": [event]})

    def json(self, service: str, target: str, body: object) -> Any:
        """Call a service that has the JSON protocol. Raise LookupError."""
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        return json.loads(self._post(service, json.dumps(body).encode(), headers) or b"{}")

    def query(self, service: str, **parameters: str) -> None:
        """Call a service that has the Query protocol, with form parameters."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        self._post(service, urllib.parse.urlencode(parameters).encode(), headers)

    def _post(self, service: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        url = self._endpoint or f"https://{service}.{self._region}.{self._suffix}"

        def post() -> bytes:
            with self._open("POST", url, body, headers, service) as response:
                return bytes(response.read())

        return retry(post)

    def _open(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], service: str
    ) -> Any:
        signed = sign(
            method,
            url,
            body,
            headers,
            service=service,
            region=self._region,
            credentials=role_credentials(),
            moment=now(),
        )
        request = urllib.request.Request(url, body or None, signed, method=method)
        try:
            return urllib.request.urlopen(request, timeout=60)  # nosec B310  # https
        except urllib.error.HTTPError as error:
            reason = error.read(500)
            if b"ResourceNotFoundException" in reason:
                raise LookupError(f"{service}: {reason!r}") from error  # not to be retried
            raise OSError(f"{service}: {error.code} {reason!r}") from error


def unpack(bundle: Path, sha256: str) -> Path:
    """Unpack a bundle with this SHA-256; return its folder. Raise ValueError for another hash."""
    digest = hashlib.sha256()
    with bundle.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise ValueError(f"the bundle's SHA-256 is {digest.hexdigest()}, not {sha256}")
    folder = RELEASES / sha256
    with tarfile.open(bundle) as tar:
        tar.extractall(folder, filter="data")
    return folder


def install_python() -> None:
    """Install the release's Python by dnf, whose mirrors may fail at first."""
    command = ["dnf", "--assumeyes", "--quiet", "install", PYTHON.name]
    retry(lambda: subprocess.run(command, check=True))


def start() -> None:
    """Fetch, check and install the release, and signal the result. A failure ends with status 1."""
    plan = json.loads(PLAN.read_text())
    aws = Aws(plan["region"], plan["suffix"])
    status = "FAILURE"
    try:
        if not PYTHON.exists():
            install_python()
        RELEASES.mkdir(parents=True, exist_ok=True)
        bundle = RELEASES / "bundle.tar"
        aws.fetch(plan["bucket"], plan["key"], bundle)
        folder = unpack(bundle, Path(plan["key"]).stem)
        bundle.unlink()
        subprocess.run([PYTHON, folder / "install.py", PLAN, folder], check=True)
        status = "SUCCESS"
    except Exception:  # noqa: BLE001 (whatever it is, it is told)
        traceback.print_exc()
    end = f"tienda: {status}"
    print(end, file=sys.stderr, flush=True)
    if status == "FAILURE":
        _report(lambda: aws.log(plan["boots"], f"{plan['log']} {plan['key']}\n{console(end)}"))
    _report(lambda: _signal(aws, plan, status))
    if not plan["processes"]:
        subprocess.run(["systemctl", "poweroff", "--no-block"], check=False)
    if status == "FAILURE":
        sys.exit(1)


def console(end: str) -> str:
    """Return what was printed up to `end`, which cloud-init writes a moment later."""
    for _ in range(50):
        text = CONSOLE.read_bytes()[-MAX_CONSOLE:].decode(errors="ignore")
        if end in text:
            break
        time.sleep(0.1)
    return text


def _report(call: Callable[[], None]) -> None:
    try:
        call()
    except (*TEMPORARY, LookupError) as error:
        # No stack waits for the signal of an instance that scaling adds.
        print(f"tienda: not reported: {error}", flush=True)


def _signal(aws: Aws, plan: Mapping[str, Any], status: str) -> None:
    if plan["processes"]:
        aws.query(
            "cloudformation",
            Action="SignalResource",
            Version="2010-05-15",
            StackName=plan["stack"],
            LogicalResourceId=plan["resource"],
            UniqueId=retry(lambda: metadata("instance-id")),
            Status=status,
        )
    else:
        # The database setup: the deploy command reads its log.
        aws.log(plan["log"], f"{status} {plan['key']}")


if __name__ == "__main__":
    start()
