"""Brings an instance from its user data to a service that answers; the standard library alone.

It begins under the distribution's own `python3`, from 3.9 on, and needs no AWS tools.

Run once, by cloud-init: it fetches the release that the plan names, checks its SHA-256, has it
installed, and tells CloudFormation how that went.
"""

import hashlib
import hmac
import json
import os
import subprocess
import tarfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

PLAN = Path("/etc/tienda/plan.json")
RELEASES = Path("/opt/tienda/releases")
PYTHON = Path("/usr/bin/python3.13")
METADATA = "http://169.254.169.254/latest"
TRIES = 5
"""With pauses of 1, 2, 4 and 8 seconds: credentials may come a moment after the instance."""
T = TypeVar("T")


class Credentials(NamedTuple):
    """What a request to AWS is signed with."""

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
    """Return `headers` with those of Signature Version 4 added.

    `url` is quoted, without query; `moment` reads 20261231T235959Z.
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
    listed = ";".join(names)
    lines = "".join(f"{name}:{signed[name]}\n" for name in names)
    request = "\n".join((method, parts.path or "/", "", lines, listed, digest))
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    mark = signature(request, scope, moment, credentials)
    signed["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, "
        f"SignedHeaders={listed}, Signature={mark}"
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
    """Return the moment as signatures have it."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())


def persist(ask: Callable[[], T]) -> T:
    """Return what `ask` answers, asked again a few times while the network fails it."""
    for attempt in range(TRIES - 1):
        try:
            return ask()
        except OSError as error:
            print(f"tienda: {error}, trying again", flush=True)
            time.sleep(2**attempt)
    return ask()


def metadata(path: str) -> str:
    """Return what the instance's metadata service (version 2) has at `path`."""
    lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    request = urllib.request.Request(f"{METADATA}/api/token", headers=lifetime, method="PUT")
    with urllib.request.urlopen(request, timeout=5) as answer:  # nosec B310  # IMDS
        token = {"X-aws-ec2-metadata-token": answer.read().decode()}
    request = urllib.request.Request(f"{METADATA}/meta-data/{path}", headers=token)
    with urllib.request.urlopen(request, timeout=5) as answer:  # nosec B310  # IMDS
        text: str = answer.read().decode()
    return text


def role_credentials() -> Credentials:
    """Return those of the instance's role."""
    role = metadata("iam/security-credentials/").strip()
    told = json.loads(metadata(f"iam/security-credentials/{role}"))
    return Credentials(told["AccessKeyId"], told["SecretAccessKey"], told["Token"])


class Aws:
    """The few calls that an instance needs, to one region."""

    def __init__(self, region: str, suffix: str) -> None:
        self._region = region
        self._suffix = suffix
        self._elsewhere = os.environ.get("AWS_ENDPOINT_URL", "")

    def fetch(self, bucket: str, key: str, into: Path) -> None:
        """Write an S3 object to a file."""
        path = urllib.parse.quote(key)
        here = f"https://{bucket}.s3.{self._region}.{self._suffix}/{path}"
        url = f"{self._elsewhere}/{bucket}/{path}" if self._elsewhere else here

        def ask() -> None:
            with self._open("GET", url, b"", {}, "s3") as answer, into.open("wb") as file:
                while part := answer.read(1 << 20):
                    file.write(part)

        persist(ask)

    def secret(self, name: str, stage: str) -> str:
        """Return the text that Secrets Manager keeps under a name or ARN, in one of its stages.

        Raise LookupError where nothing is in that stage.
        """
        asked = {"SecretId": name, "VersionStage": stage}
        told = self._json("secretsmanager", "secretsmanager.GetSecretValue", asked)
        return str(told["SecretString"])

    def log(self, group: str, text: str) -> None:
        """Write one message into a log group, in a stream that has the instance's id."""
        about = {"logGroupName": group, "logStreamName": persist(lambda: metadata("instance-id"))}
        self._json("logs", "Logs_20140328.CreateLogStream", about)
        event = {"timestamp": int(time.time() * 1000), "message": text}
        self._json("logs", "Logs_20140328.PutLogEvents", {**about, "logEvents": [event]})

    def signal(self, stack: str, resource: str, status: str) -> None:
        """Tell CloudFormation that this instance is up (SUCCESS) or never will be (FAILURE)."""
        self.query(
            "cloudformation",
            Action="SignalResource",
            Version="2010-05-15",
            StackName=stack,
            LogicalResourceId=resource,
            UniqueId=persist(lambda: metadata("instance-id")),
            Status=status,
        )

    def _json(self, service: str, target: str, body: object) -> Any:
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        return json.loads(self._post(service, json.dumps(body).encode(), headers) or b"{}")

    def query(self, service: str, **told: str) -> None:
        """Call one of the older services, whose calls are forms."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        self._post(service, urllib.parse.urlencode(told).encode(), headers)

    def _post(self, service: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        url = self._elsewhere or f"https://{service}.{self._region}.{self._suffix}"

        def ask() -> bytes:
            with self._open("POST", url, body, headers, service) as answer:
                return bytes(answer.read())

        return persist(ask)

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
            why = error.read(500)
            if b"ResourceNotFoundException" in why:
                raise LookupError(f"{service}: {why!r}") from error  # asking again finds no more
            raise OSError(f"{service}: {error.code} {why!r}") from error


def unpack(bundle: Path, sha256: str) -> Path:
    """Unpack the bundle if it is the one that was asked for; return its folder."""
    digest = hashlib.sha256()
    with bundle.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    if digest.hexdigest() != sha256:
        raise ValueError(f"the bundle's SHA-256 is {digest.hexdigest()}, not {sha256}")
    folder = RELEASES / sha256
    with tarfile.open(bundle) as tar:
        tar.extractall(folder, filter="data")
    return folder


def start() -> None:
    """Fetch, check, install, and say how that went. Ends the program with 1 when it fails."""
    plan = json.loads(PLAN.read_text())
    aws = Aws(plan["region"], plan["suffix"])
    status = "FAILURE"
    try:
        if not PYTHON.exists():
            subprocess.run(["dnf", "--assumeyes", "--quiet", "install", PYTHON.name], check=True)
        RELEASES.mkdir(parents=True, exist_ok=True)
        bundle = RELEASES / "bundle.tar"
        aws.fetch(plan["bucket"], plan["key"], bundle)
        folder = unpack(bundle, Path(plan["key"]).stem)
        bundle.unlink()
        subprocess.run([PYTHON, folder / "install.py", PLAN, folder], check=True)
        status = "SUCCESS"
    finally:
        print(f"tienda: {status}", flush=True)
        try:
            _tell(aws, plan, status)
        except OSError as error:
            # An instance that scaling adds has nobody waiting for its word.
            print(f"tienda: not told: {error}", flush=True)
        if not plan["processes"]:
            subprocess.run(["systemctl", "poweroff", "--no-block"], check=False)


def _tell(aws: Aws, plan: Mapping[str, Any], status: str) -> None:
    if plan["processes"]:
        aws.signal(plan["stack"], plan["resource"], status)
    else:
        # No stack waits for a machine that only does something once: who started it reads its log.
        aws.log(plan["log"], f"{status} {plan['key']}")


if __name__ == "__main__":
    start()
