"""What an instance finds around it, for a root without a network: run there by its own python3.

The metadata service on 169.254.169.254, and on 127.0.0.1:4566 as much of S3, Secrets Manager and
CloudFormation as a start asks for. Everything asked is written to /srv/asked, a JSON object a line.
"""

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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
            arn = json.loads(body)["SecretId"]
            note(service="secretsmanager", arn=arn)
            self.answer(200, json.dumps({"SecretString": SECRETS[arn]}).encode())
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


if __name__ == "__main__":
    metadata = ThreadingHTTPServer(("169.254.169.254", 80), Metadata)
    threading.Thread(target=metadata.serve_forever, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", 4566), Aws).serve_forever()
