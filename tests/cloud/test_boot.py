"""boot.py signs requests as botocore does; user data is small and well formed."""

import ast
import io
import json
import os
import sys
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.machine import boot
from cloudformation.machine.tend import key_seeds, signing_key
from cloudformation.stacks.services.user_data import MAX_USER_DATA_BYTES, cloud_config
from users.sessions.signing_keys import load_signer

STORE = Environment.of_size("demo", **EXAMPLE)
CREDENTIALS = boot.Credentials("AKIDEXAMPLE", "secret/key+1", "session/token==")
MOMENT = "20261124T120000Z"


def test_a_request_is_signed_as_botocore_signs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://bucket.s3.eu-west-1.amazonaws.com/releases/abc.tar"
    request = AWSRequest("GET", url)
    auth = S3SigV4Auth(BotocoreCredentials(*CREDENTIALS), "s3", "eu-west-1")
    auth.add_auth(request)
    moment = request.context["timestamp"]
    signed = boot.sign(
        "GET",
        url,
        b"",
        {},
        service="s3",
        region="eu-west-1",
        credentials=CREDENTIALS,
        moment=moment,
    )
    # botocore leaves the body of a GET over TLS unsigned; boot.py signs it.
    assert signed["x-amz-content-sha256"] == boot.hashlib.sha256(b"").hexdigest()
    assert signed["authorization"].split(",")[0] == request.headers["Authorization"].split(",")[0]


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot.time, "sleep", lambda _: None)


@pytest.mark.usefixtures("no_pauses")
def test_python_is_installed_once_a_mirror_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dnf, runs = tmp_path / "dnf", tmp_path / "runs"
    dnf.write_text(f"#!/bin/sh\necho >> {runs}\nexec test $(wc -l < {runs}) = 3\n")
    dnf.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    boot.install_python()
    assert runs.read_text() == "\n" * 3


@pytest.mark.usefixtures("no_pauses")
def test_credentials_that_are_not_there_yet_are_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready = {"Code": "Success", "AccessKeyId": "A", "SecretAccessKey": "s", "Token": "t"}
    documents = iter([{"Code": "AssumeRoleUnauthorizedAccess"}, ready])
    monkeypatch.setattr(
        boot, "metadata", lambda path: "role" if path.endswith("/") else json.dumps(next(documents))
    )
    assert boot.retry(boot.role_credentials) == ("A", "s", "t")


class Response(io.BytesIO):
    """A response that says it has twenty bytes."""

    headers: ClassVar = {"Content-Length": "20"}


@pytest.mark.usefixtures("no_pauses")
def test_a_release_that_breaks_off_is_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = iter([b"x" * 7, b"x" * 20])
    monkeypatch.setattr(boot.Aws, "_open", lambda *_: Response(next(bodies)))
    boot.Aws("eu-west-1", "amazonaws.com").fetch("releases", "a.tar", tmp_path / "a.tar")
    assert (tmp_path / "a.tar").stat().st_size == 20


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("service", ["orders", "keeper"])
def test_what_a_failed_boot_printed_is_sent_before_the_machine_is_given_up(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = yaml.safe_load(cloud_config(STORE, service))
    plan = tmp_path / "plan.json"
    plan.write_text(config["write_files"][0]["content"])
    console = tmp_path / "cloud-init-output.log"
    calls: list[str] = []
    sent: list[dict[str, str]] = []

    def refuse(*_: object) -> None:
        raise PermissionError("s3: 403 AccessDenied")

    def put(_: object, __: str, target: str, body: dict[str, str]) -> None:
        calls.append(f"{target.partition('.')[2]} {body['logGroupName']}")
        sent.append(body)

    for name, value in (("PLAN", plan), ("CONSOLE", console), ("RELEASES", tmp_path / "releases")):
        monkeypatch.setattr(boot, name, value)
    monkeypatch.setattr(boot, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(boot, "metadata", lambda path: f"the {path}")
    monkeypatch.setattr(boot.Aws, "fetch", refuse)
    monkeypatch.setattr(boot.Aws, "json", put)
    monkeypatch.setattr(boot.Aws, "query", lambda *_, **form: calls.append(form["Status"]))
    monkeypatch.setattr(
        boot.subprocess, "run", lambda command, **_: calls.append(" ".join(command[:2]))
    )
    with console.open("w") as file:
        print("x" * 300_000, "mirrors answered", file=file, flush=True)
        monkeypatch.setattr(sys, "stderr", file)
        with pytest.raises(SystemExit, match="1"):
            boot.start()
    assert calls[:2] == ["CreateLogStream /tienda/demo/boots", "PutLogEvents /tienda/demo/boots"]
    assert (
        calls[2:]
        == {
            "orders": ["FAILURE"],
            "keeper": [
                "CreateLogStream /tienda/demo/keeper",
                "PutLogEvents /tienda/demo/keeper",
                "systemctl poweroff",
            ],
        }[service]
    )
    assert sent[1]["logStreamName"] == "the instance-id"
    ((message,),) = [[event["message"] for event in sent[1]["logEvents"]]]  # type: ignore[index]
    assert message.startswith(f"/tienda/demo/{service} ")
    assert "mirrors answered" in message
    assert "PermissionError: s3: 403 AccessDenied" in message
    assert len(message.encode()) < 262_144


def test_users_loads_the_key_of_a_seed(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(signing_key("0123456789abcdef" * 4))
    assert load_signer(file).key_id


class Versions:
    """Secrets Manager with one secret: its versions by stage."""

    def __init__(self, **seeds: str) -> None:
        self.seeds = seeds

    def secret(self, name: str, stage: str) -> str:
        assert name == "tienda/demo/signing-key"
        return self.seeds[stage]


@pytest.mark.parametrize(
    ("versions", "keys"),
    [
        ({"AWSCURRENT": "old"}, ["old"]),
        ({"AWSCURRENT": "old", "AWSPENDING": "new"}, ["old", "new"]),
        ({"AWSCURRENT": "new", "AWSPENDING": "new", "AWSPREVIOUS": "old"}, ["new", "old"]),
        ({"AWSCURRENT": "new", "AWSPREVIOUS": "old"}, ["new", "old"]),
        ({"AWSCURRENT": "new", "AWSPENDING": "next", "AWSPREVIOUS": "old"}, ["new", "next"]),
    ],
)
def test_the_other_key_is_the_next_one_or_the_previous(
    versions: dict[str, str], keys: list[str]
) -> None:
    assert list(key_seeds(Versions(**versions), "tienda/demo/signing-key")) == keys  # type: ignore[arg-type]


@pytest.mark.parametrize("service", [*SERVICES, "keeper"])
def test_user_data_is_small_and_has_the_plan_and_a_program_for_python_3_9(service: str) -> None:
    text = cloud_config(STORE, service)
    assert len(text.encode()) < MAX_USER_DATA_BYTES * 3 // 4 + 1024
    assert text.startswith("#cloud-config\n")
    config = yaml.safe_load(text)
    plan, program = (file["content"] for file in config["write_files"])
    assert [file["path"] for file in config["write_files"]] == [
        str(boot.PLAN),
        "/opt/tienda/boot.py",
    ]
    assert config["runcmd"] == [["python3", "/opt/tienda/boot.py"]]
    assert json.loads(plan)["log"] == f"/tienda/demo/{service}"
    assert program == Path(boot.__file__).read_text()
    ast.parse(program, feature_version=(3, 9))
