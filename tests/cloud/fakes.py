"""What an instance finds around it, for a root without a network: run there by its own python3.

The metadata service on 169.254.169.254; on 127.0.0.1:4566 as much of S3, Secrets Manager and
CloudFormation as a start asks for; and RDS on 5432, before a PostgreSQL on 5433. What is asked is
written to /srv/asked, a JSON object a line.
"""

import asyncio
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from boot import Credentials, hashlib, signature
from rds import Front

ASKED = Path("/srv/asked")
TAKEN = Path("/srv/taken")
"""Once it is there, Auto Scaling wants this instance gone."""
SECRETS = json.loads(Path("/srv/secrets.json").read_text())
CREDENTIALS = {"AccessKeyId": "AKIDTEST", "SecretAccessKey": "test", "Token": "session"}
METADATA = {
    "instance-id": "i-0123456789abcdef0",
    "iam/security-credentials/": "backend",
    "iam/security-credentials/backend": json.dumps(
        {**CREDENTIALS, "Code": "Success", "Expiration": "2099-01-01T00:00:00Z"}
    ),
}


MASTER = {
    told["username"]: told["password"]
    for told in (json.loads(text) for text in SECRETS.values() if text.startswith("{"))
}
"""The password of the one user who has one."""
ROLE = Credentials("AKIDTEST", "test", "session")


def note(**what: str) -> None:
    with ASKED.open("a") as file:
        file.write(json.dumps(what) + "\n")


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Metadata(Quiet):
    def do_PUT(self) -> None:
        self.answer(200, b"imds-token")

    def do_GET(self) -> None:
        if self.headers.get("X-aws-ec2-metadata-token") != "imds-token":
            self.answer(401)
            return
        if self.path.endswith("/autoscaling/target-lifecycle-state") and TAKEN.exists():
            self.answer(200, b"Terminated")
            return
        told = METADATA.get(self.path.removeprefix("/latest/meta-data/"))
        self.answer(404 if told is None else 200, (told or "").encode())


class Aws(Quiet):
    def do_GET(self) -> None:
        if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=AKID"):
            self.answer(403)
            return
        note(service="s3", path=self.path)
        self.answer(200, Path("/srv/bundle.tar").read_bytes())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.headers.get("X-Amz-Target") == "secretsmanager.GetSecretValue":
            asked = json.loads(body)
            arn, stage = asked["SecretId"], asked.get("VersionStage", "AWSCURRENT")
            note(service="secretsmanager", arn=arn, stage=stage)
            if secret := SECRETS.get(arn if stage == "AWSCURRENT" else f"{arn} {stage}"):
                self.answer(200, json.dumps({"SecretString": secret}).encode())
            else:
                self.answer(400, b'{"__type": "ResourceNotFoundException"}')
        elif (self.headers.get("X-Amz-Target") or "").startswith("Logs_"):
            told = json.loads(body)
            kind = "keeper" if told["logGroupName"].endswith("/keeper") else "logs"
            for event in told.get("logEvents", ()):
                note(service=kind, message=event["message"])
            self.answer(200, b"{}")
        elif body.startswith("Action="):
            told = dict(urllib.parse.parse_qsl(body))
            if told["Action"] == "CompleteLifecycleAction":
                note(service="autoscaling", **told)
                self.answer(200)
            elif told["Action"] == "SignalResource":
                note(service="cloudformation", **told)
                self.answer(200)
            else:
                self.answer(503)  # SNS, SES: away
        else:
            self.answer(503)  # SNS, SQS: away


def may_log_in(user: str, password: str) -> bool:
    """Whether RDS lets somebody in: the master by a password, others by a token of the role's."""
    if user in MASTER:
        return password == MASTER[user]
    place, _, query = password.partition("/?")
    told = dict(urllib.parse.parse_qsl(query))
    given = told.pop("X-Amz-Signature", "")
    if (told.get("Action"), told.get("DBUser")) != ("connect", user):
        return False
    said = urllib.parse.urlencode(sorted(told.items()), quote_via=urllib.parse.quote, safe="~")
    nothing = hashlib.sha256(b"").hexdigest()
    request = "\n".join(("GET", "/", said, f"host:{place}\n", "host", nothing))
    scope = told["X-Amz-Credential"].partition("/")[2]
    good = given == signature(request, scope, told["X-Amz-Date"], ROLE)
    note(service="rds", user=user, lasts=told["X-Amz-Expires"], good=str(good))
    return good and scope.endswith("/rds-db/aws4_request")


async def serve_database() -> None:
    front = Front(Path("/srv/server.pem"), Path("/srv/server.key"), 5433, may_log_in)
    async with await front.open(5432) as server:
        await server.serve_forever()


if __name__ == "__main__":
    metadata = ThreadingHTTPServer(("169.254.169.254", 80), Metadata)
    aws = ThreadingHTTPServer(("127.0.0.1", 4566), Aws)
    for one in (metadata, aws):
        threading.Thread(target=one.serve_forever, daemon=True).start()
    asyncio.run(serve_database())
