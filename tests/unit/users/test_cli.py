"""The commands that need no database."""

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from chassis.auth.access_tokens import TokenVerifier
from chassis.auth.revoked_sessions import RevokedSessions
from chassis.request_context import Role
from users import cli
from users.sessions.signing_keys import LocalKeyring, load_signer


def verifier(key_file: Path) -> TokenVerifier:
    async def none_ended(_: datetime | None) -> RevokedSessions:
        return RevokedSessions([], datetime.now(UTC))

    return TokenVerifier(LocalKeyring([load_signer(key_file)], none_ended))


@pytest.fixture
def key_file(tmp_path, capsys, monkeypatch):
    path = tmp_path / "key.pem"
    assert cli.run(["new-key", str(path)]) == os.EX_OK
    assert load_signer(path).key_id in capsys.readouterr().out
    monkeypatch.setenv("SIGNING_KEY_FILE", str(path))
    return path


async def test_an_issued_token_is_good_for_its_role_and_subject(key_file, capsys):
    subject = "0198f3a2-0000-7000-8000-000000000001"
    assert cli.run(["issue-token", "--role", "customer", "--subject", subject]) == os.EX_OK
    token = capsys.readouterr().out.strip()
    caller = await verifier(key_file).verify(token)
    assert (caller.account_id, caller.role) == (UUID(subject), Role.CUSTOMER)


async def test_a_token_is_an_admins_unless_said_otherwise(key_file, capsys):
    cli.run(["issue-token"])
    token = capsys.readouterr().out.strip()
    caller = await verifier(key_file).verify(token)
    assert caller.role is Role.ADMIN


def test_a_key_that_is_there_is_not_replaced(key_file, capsys):
    before = key_file.read_bytes()
    assert cli.run(["new-key", str(key_file)]) != os.EX_OK
    assert "exists" in capsys.readouterr().err
    assert key_file.read_bytes() == before


def test_a_token_without_a_key_says_which_setting_is_missing(monkeypatch, capsys):
    monkeypatch.delenv("SIGNING_KEY_FILE", raising=False)
    with pytest.raises(SystemExit) as caught:
        cli.run(["issue-token"])
    assert caught.value.code == os.EX_CONFIG
    assert "SIGNING_KEY_FILE is not set" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["create-admin", "ana"],
        ["issue-token", "--role", "king"],
        ["issue-token", "--minutes", "0"],
        ["issue-token", "--subject", "me"],
    ],
)
def test_a_command_that_makes_no_sense_is_refused_with_its_usage(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.run(arguments)
    assert caught.value.code == 2
    assert "usage: python -m users" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["\u200b", "A\x93na", "A\tna", "A" * 201])
def test_a_name_that_no_other_door_takes_is_none_for_an_admin(name, capsys):
    with pytest.raises(SystemExit):
        cli.run(["create-admin", "ana@example.com", "--name", name])
    assert "--name" in capsys.readouterr().err
