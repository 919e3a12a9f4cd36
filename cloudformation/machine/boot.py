"""Brings an instance from its user data to a service that answers; the standard library alone.

It begins under the distribution's own `python3`, from 3.9 on, and needs no AWS tools.

`boot.py start`, once, by cloud-init: fetches the release that the plan names, checks its SHA-256,
has it installed, and tells CloudFormation how that went.
`boot.py settings PROCESS`, by systemd before each start: writes what the process finds in its
environment, and the secrets that it names, into memory (/run).
`boot.py token`, by systemd every few minutes: writes the database's password anew.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
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
RUN = Path("/run/tienda")
PYTHON = Path("/usr/bin/python3.13")
METADATA = "http://169.254.169.254/latest"
TRIES = 5
"""With pauses of 1, 2, 4 and 8 seconds: credentials may come a moment after the instance."""
_SPECIAL = r'(["\\`$])'
_QUOTED = r"\\\1"
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
    """Answer `headers` with those of Signature Version 4 added.

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
    signature = _signature(request, scope, moment, credentials)
    signed["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, "
        f"SignedHeaders={listed}, Signature={signature}"
    )
    return signed


def database_token(
    host: str, user: str, region: str, credentials: Credentials, moment: str
) -> str:
    """Answer what PostgreSQL on RDS takes for a password, for a quarter of an hour."""
    scope = f"{moment[:8]}/{region}/rds-db/aws4_request"
    query = urllib.parse.urlencode(
        {
            "Action": "connect",
            "DBUser": user,
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{credentials.access_key}/{scope}",
            "X-Amz-Date": moment,
            "X-Amz-Expires": "900",
            "X-Amz-Security-Token": credentials.token,
            "X-Amz-SignedHeaders": "host",
        },
        quote_via=urllib.parse.quote,
        safe="",
    )
    nothing = hashlib.sha256(b"").hexdigest()
    request = "\n".join(("GET", "/", query, f"host:{host}:5432\n", "host", nothing))
    signature = _signature(request, scope, moment, credentials)
    return f"{host}:5432/?{query}&X-Amz-Signature={signature}"


def _signature(request: str, scope: str, moment: str, credentials: Credentials) -> str:
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = b"AWS4" + credentials.secret_key.encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


def now() -> str:
    """Answer the moment as signatures have it."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())


def persist(ask: Callable[[], T]) -> T:
    """Answer what `ask` answers, asked again a few times while the network fails it."""
    for attempt in range(TRIES - 1):
        try:
            return ask()
        except OSError as error:
            print(f"tienda: {error}, trying again", flush=True)
            time.sleep(2**attempt)
    return ask()


def metadata(path: str) -> str:
    """Answer what the instance's metadata service (version 2) has at `path`."""
    lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    request = urllib.request.Request(f"{METADATA}/api/token", headers=lifetime, method="PUT")
    with urllib.request.urlopen(request, timeout=5) as answer:
        token = {"X-aws-ec2-metadata-token": answer.read().decode()}
    request = urllib.request.Request(f"{METADATA}/meta-data/{path}", headers=token)
    with urllib.request.urlopen(request, timeout=5) as answer:
        text: str = answer.read().decode()
    return text


def role_credentials() -> Credentials:
    """Answer those of the instance's role."""
    role = metadata("iam/security-credentials/").strip()
    told = json.loads(metadata(f"iam/security-credentials/{role}"))
    return Credentials(told["AccessKeyId"], told["SecretAccessKey"], told["Token"])


class Aws:
    """The three calls that a start needs, to one region."""

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

    def secret(self, arn: str) -> str:
        """Answer the text that Secrets Manager keeps under `arn`."""
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "secretsmanager.GetSecretValue",
        }
        body = json.dumps({"SecretId": arn}).encode()
        told = json.loads(self._post("secretsmanager", body, headers))
        return str(told["SecretString"])

    def signal(self, stack: str, resource: str, status: str) -> None:
        """Tell CloudFormation that this instance is up (SUCCESS) or never will be (FAILURE)."""
        body = urllib.parse.urlencode(
            {
                "Action": "SignalResource",
                "Version": "2010-05-15",
                "StackName": stack,
                "LogicalResourceId": resource,
                "UniqueId": persist(lambda: metadata("instance-id")),
                "Status": status,
            }
        ).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        self._post("cloudformation", body, headers)

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
            return urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            raise OSError(f"{service}: {error.code} {error.read(500)!r}") from error


def unpack(bundle: Path, sha256: str) -> Path:
    """Unpack the bundle if it is the one that was asked for; answer its folder."""
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
    """Fetch, check, install; tell CloudFormation. Ends the program with 1 when it fails."""
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
            aws.signal(plan["stack"], plan["resource"], status)
        except OSError as error:
            # An instance that scaling adds has nobody waiting for its word.
            print(f"tienda: not signalled: {error}", flush=True)


def signing_key(seed: str) -> str:
    """Answer an Ed25519 key, PEM, for its seed of 64 hex digits."""
    # PKCS #8 around a private key (RFC 8410) is these 16 bytes and the seed.
    der = bytes.fromhex("302e020100300506032b657004220420" + seed)
    body = base64.b64encode(der).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"


def settings(process: str) -> None:
    """Write /run/tienda/PROCESS.env, for systemd alone to read, and the secrets that it names."""
    plan = json.loads(PLAN.read_text())
    environ = {"AWS_REGION": plan["region"], **plan["processes"][process]}
    if "SIGNING_KEY_FILE" in environ:
        seed = Aws(plan["region"], plan["suffix"]).secret(plan["signing_key"])
        _write(Path(environ["SIGNING_KEY_FILE"]), signing_key(seed), "tienda")
    if "PGPASSFILE" in environ:
        token()
    _write(RUN / f"{process}.env", "".join(map(_line, environ.items())))


def token() -> None:
    """Write a fresh password for the database; a connection that opens reads it there."""
    plan = json.loads(PLAN.read_text())
    for passfile in {environ.get("PGPASSFILE") for environ in plan["processes"].values()} - {None}:
        told = plan["database"]
        credentials = persist(role_credentials)
        password = database_token(told["host"], told["user"], plan["region"], credentials, now())
        _write(Path(passfile), f"{told['host']}:5432:*:{told['user']}:{password}\n", "tienda")


def _line(setting: tuple[str, str]) -> str:
    # What has a meaning between double quotes in an EnvironmentFile gets a backslash before it.
    name, value = setting
    return f'{name}="{re.sub(_SPECIAL, _QUOTED, value)}"\n'


def _write(path: Path, text: str, owner: str = "root") -> None:
    path.parent.mkdir(mode=0o755, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    shutil.chown(fresh, owner)
    # In one step: who reads finds the old or the new.
    fresh.replace(path)


if __name__ == "__main__":
    {"start": start, "settings": settings, "token": token}[sys.argv[1]](*sys.argv[2:])
