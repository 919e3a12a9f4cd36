"""Passwords, refresh tokens and the signing key."""

import asyncio
import base64
import stat
import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from chassis.config import ConfigError, load
from chassis.rpc.concurrency_limit import Busy
from users.__main__ import Settings
from users.mail_links.link_token import LinkToken
from users.passwords import common_passwords
from users.passwords.common_passwords import is_common, is_personal
from users.passwords.hasher import MAX_WAITING, Passwords, store_hasher
from users.sessions.refresh_token import RefreshToken, new_token_key
from users.sessions.signing_keys import LocalKeyring, load_signer, load_signers, write_new_key

FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def passwords():
    made = Passwords(FAST)
    yield made
    made.close()


async def test_a_password_matches_its_own_hash_alone(passwords):
    stored = await passwords.hash("correct horse")
    assert await passwords.verify("correct horse", stored)
    assert not await passwords.verify("correct hors", stored)
    assert stored != await passwords.hash("correct horse")


async def test_a_password_is_the_same_from_every_keyboard(passwords):
    stored = await passwords.hash("contrase\u00f1a")
    assert await passwords.verify("contrasen\u0303a", stored)


async def test_a_hash_made_with_yesterdays_parameters_needs_rehash(passwords):
    stored = await passwords.hash("correct horse")
    assert not passwords.needs_rehash(stored)
    today = Passwords(store_hasher())
    assert today.needs_rehash(stored)
    today.close()


async def test_two_hashes_are_made_at_once_beside_the_event_loop():
    at_once, most = 0, 0
    lock, go_on = threading.Lock(), threading.Event()
    in_pairs = threading.Barrier(2)

    class Slow(PasswordHasher):
        def hash(self, password, *, salt=None):
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            in_pairs.wait(20)
            go_on.wait(20)
            with lock:
                at_once -= 1
            return "hash"

    passwords = Passwords(Slow())
    hashing = asyncio.gather(*(passwords.hash("correct horse") for _ in range(8)))
    async with asyncio.timeout(10):
        while at_once < 2:  # noqa: ASYNC110 (a thread sets it)
            await asyncio.sleep(0.005)
    assert not hashing.done()
    go_on.set()  # by the event loop, which goes on meanwhile
    assert await hashing == ["hash"] * 8
    passwords.close()
    assert most == 2


async def test_more_hashes_than_can_be_made_soon_are_refused_at_once():
    go_on = threading.Event()

    class Stuck(PasswordHasher):
        def hash(self, password, *, salt=None):
            go_on.wait(10)
            return "hash"

    passwords = Passwords(Stuck())
    hashing = [asyncio.create_task(passwords.hash("correct horse")) for _ in range(MAX_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await passwords.hash("correct horse")
    hashing[-1].cancel()
    await asyncio.sleep(0)
    replacing = asyncio.create_task(passwords.hash("correct horse"))
    go_on.set()
    assert await replacing == "hash", "who gives up makes room"
    await asyncio.gather(*hashing[:-1])
    passwords.close()


def test_the_store_hashes_with_argon2id_in_46_mib():
    hasher = store_hasher()
    assert hasher.hash("correct horse").startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def test_a_refresh_token_reads_back_and_is_stored_as_its_digest():
    token = RefreshToken.new(uuid4(), new_token_key())
    assert RefreshToken.parse(token.text) == token
    assert len(token.secret) == 32
    assert token.secret not in token.digest
    assert token.secret.hex() not in repr(token)
    assert repr(token.secret) not in repr(token)


def test_two_tokens_of_one_session_differ():
    session_id, key = uuid4(), new_token_key()
    assert RefreshToken.new(session_id, key) != RefreshToken.new(session_id, key)


def test_only_the_sessions_key_makes_its_tokens():
    session_id, key = uuid4(), new_token_key()
    token = RefreshToken.new(session_id, key)
    assert token.has_mark_of(key)
    assert not token.has_mark_of(new_token_key())
    assert not RefreshToken(session_id, bytes(32)).has_mark_of(key)


@pytest.mark.parametrize(
    "text",
    ["", "x", "é", "*" * 64, base64.b64encode(bytes(47)).decode(), "A" * 65, "A" * 4_000_000],
)
def test_what_is_no_refresh_token_reads_as_none(text):
    assert RefreshToken.parse(text) is None


def test_a_token_of_zeros_names_a_session_that_nobody_has():
    assert RefreshToken.parse("A" * 64) == RefreshToken(UUID(int=0), bytes(32))


def test_a_new_key_is_its_owners_to_read_and_replaces_none(tmp_path):
    path = tmp_path / "key.pem"
    signer = write_new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_signer(path).key_id == signer.key_id
    with pytest.raises(FileExistsError):
        write_new_key(path)


async def test_users_knows_its_own_key_without_asking(tmp_path):
    signer = write_new_key(tmp_path / "key.pem")
    keys = await LocalKeyring([signer], fetch_revoked=None).keys()
    assert list(keys) == [signer.key_id]


def test_two_keys_are_good_at_once_and_the_first_signs(tmp_path):
    new, old = write_new_key(tmp_path / "new.pem"), write_new_key(tmp_path / "old.pem")
    environ = {
        "LISTEN": "127.0.0.1:0",
        "DATABASE_URL": "postgresql://users@127.0.0.1/users",
        "SIGNING_KEY_FILE": str(tmp_path / "new.pem"),
        "OTHER_KEY_FILE": str(tmp_path / "old.pem"),
    }
    keys = [one.key_id for one in load_signers(load(Settings, environ))]
    assert keys == [new.key_id, old.key_id]
    del environ["OTHER_KEY_FILE"]
    assert [one.key_id for one in load_signers(load(Settings, environ))] == [new.key_id]


@pytest.mark.parametrize(
    "password",
    ["12345678", "PassWord1", "iloveyou1", "trustno1", "Tienda2026!", "Contraseña1", "aaaaaaaaa"],
)
def test_what_everybody_tries_first_is_no_password(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    ["ananunez", "AnaNuñez_1990", "Nunez2026", "ana.n-unez", "example.com", "!!example99"],
)
def test_ones_own_name_or_email_is_no_password(password):
    assert is_personal(password, "ana.nunez@example.com", "Ana Núñez")


@pytest.mark.parametrize("password", ["ana compra mesas", "example mesa", "12345", "n", ""])
def test_what_only_has_the_name_in_it_is_a_password(password):
    assert not is_personal(password, "ana.nunez@example.com", "Ana N")


def test_three_thousand_common_passwords_are_known_and_no_phrase_is_among_them():
    assert len(common_passwords.common_passwords()) >= 3000
    assert not is_common("mesa roble lampara")
    assert not is_common("tienda de la esquina")


def test_a_links_token_reads_back_and_is_stored_as_its_digest():
    token = LinkToken.new()
    assert LinkToken.parse(token.text) == token
    assert token.text not in repr(token)
    assert len(token.digest) == 32
    for text in ("", "x", token.text[1:], token.text + "A", "é" * 43):
        assert LinkToken.parse(text) is None


def bad_keys(folder: Path) -> dict[str, Path]:
    ed25519, rsa = Ed25519PrivateKey.generate(), generate_private_key(65537, 2048)
    pkcs8 = (Encoding.PEM, PrivateFormat.PKCS8)
    contents = {
        "empty": b"",
        "public": b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        "rsa": rsa.private_bytes(*pkcs8, NoEncryption()),
        "encrypted": ed25519.private_bytes(*pkcs8, BestAvailableEncryption(b"secret")),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {"missing": folder / "missing", **{name: folder / name for name in contents}}


def test_a_start_with_a_missing_or_wrong_key_names_the_setting(tmp_path):
    for path in bad_keys(tmp_path).values():
        environ = {
            "LISTEN": "127.0.0.1:0",
            "DATABASE_URL": "postgresql://users@127.0.0.1/users",
            "SIGNING_KEY_FILE": str(path),
        }
        with pytest.raises(ConfigError) as caught:
            load(Settings, environ)
        assert len(caught.value.faults) == 1
        assert caught.value.faults[0].startswith("SIGNING_KEY_FILE is wrong")


def test_users_needs_a_key_and_no_address_of_its_own():
    with pytest.raises(ConfigError) as caught:
        load(Settings, {})
    names = {fault.split()[0] for fault in caught.value.faults}
    assert names == {"DATABASE_URL", "LISTEN", "SIGNING_KEY_FILE"}
