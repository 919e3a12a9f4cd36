"""What an instance signs by itself is what botocore signs, and its user data is well formed."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest
from botocore.auth import S3SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Known

from cloudformation.build import EXAMPLE
from cloudformation.environment import SERVICES, Environment
from cloudformation.machine import boot
from cloudformation.machine.tend import database_token, signing_key
from cloudformation.userdata import LARGEST, script
from users.keys import load_signer

STORE = Environment.of_size("demo", **EXAMPLE)
WHO = boot.Credentials("AKIDEXAMPLE", "secret/key+1", "session/token==")
MOMENT = "20261124T120000Z"


def test_a_request_is_signed_as_botocore_signs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://bucket.s3.eu-west-1.amazonaws.com/releases/abc.tar"
    request = AWSRequest("GET", url)
    auth = S3SigV4Auth(Known(*WHO), "s3", "eu-west-1")
    auth.add_auth(request)
    moment = request.context["timestamp"]
    mine = boot.sign(
        "GET", url, b"", {}, service="s3", region="eu-west-1", credentials=WHO, moment=moment
    )
    # botocore leaves the body of a GET over TLS unsigned; ours is signed too.
    assert mine["x-amz-content-sha256"] == boot.hashlib.sha256(b"").hexdigest()
    assert mine["authorization"].split(",")[0] == request.headers["Authorization"].split(",")[0]


def test_a_database_token_is_what_botocore_makes() -> None:
    query = "Action=connect&DBUser=orders"
    request = AWSRequest("GET", f"https://db.example:5432/?{query}")
    SigV4QueryAuth(Known(*WHO), "rds-db", "eu-west-1", 900).add_auth(request)
    known = dict(part.split("=", 1) for part in request.url.split("?")[1].split("&"))
    mine = database_token("db.example", "orders", "eu-west-1", WHO, known["X-Amz-Date"])
    assert dict(part.split("=", 1) for part in mine.split("?")[1].split("&")) == known


def test_a_seed_is_a_key_that_users_takes(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(signing_key("0123456789abcdef" * 4))
    assert load_signer(file).key_id


@pytest.mark.parametrize("service", [*SERVICES, "keeper"])
def test_user_data_is_small_enough_and_runs_on_python_3_9(service: str) -> None:
    text = script(STORE, service)
    assert len(text.encode()) < LARGEST * 3 // 4
    ast.parse(Path(boot.__file__).read_text(), feature_version=(3, 9))


def test_user_data_is_sound_shell(tmp_path: Path) -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("needs Debian's package shellcheck")
    file = tmp_path / "user-data.sh"
    file.write_text(script(STORE, "orders"))
    subprocess.run(("shellcheck", file), check=True)
