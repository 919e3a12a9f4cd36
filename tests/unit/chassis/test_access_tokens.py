"""Access tokens and who may be believed."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis.auth import access_tokens, revoked_sessions
from chassis.auth.access_tokens import (
    AUDIENCE,
    ISSUER,
    Signer,
    TokenExpired,
    TokenRefused,
    TokenVerifier,
    thumbprint,
)
from chassis.auth.revoked_sessions import RevocationList, RevokedSessions
from chassis.errors import DomainError, Unavailable
from chassis.request_context import GUEST, AdminOnly, Caller, NotSignedIn, Role

ANA, SESSION = UUID(int=1), UUID(int=2)
HOUR = timedelta(hours=1)


class Users:
    """A stand-in for users' key service."""

    def __init__(self, *signers: Signer) -> None:
        self.known = {signer.key_id: signer.private_key.public_key() for signer in signers}
        self.asked = 0
        self.asked_for_ended = 0
        self.down = False
        self.ended: list[UUID] = []
        self.answers = asyncio.Event()
        self.answers.set()

    async def keys(self) -> dict[str, Ed25519PublicKey]:
        self.asked += 1
        await self.answers.wait()
        if self.down:
            raise Unavailable("users is down")
        return self.known

    async def revoked_sessions(self, since: datetime | None) -> RevokedSessions:
        self.asked_for_ended += 1
        if self.down:
            raise Unavailable("users is down")
        return RevokedSessions(self.ended, datetime.now(UTC))


class Time:
    """The verifier's own clock, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def signer():
    return Signer(Ed25519PrivateKey.generate())


@pytest.fixture
def time(monkeypatch):
    moved = Time()
    monkeypatch.setattr(access_tokens, "time", moved)
    monkeypatch.setattr(revoked_sessions, "time", moved)
    return moved


@pytest.fixture
def users(signer):
    return Users(signer)


def token_of(signer: Signer, *, role: Role = Role.CUSTOMER, lifetime: timedelta = HOUR) -> str:
    return signer.sign(ANA, role, SESSION, datetime.now(UTC), lifetime)


def part(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def test_a_key_id_is_the_thumbprint_of_rfc_8037():
    # The example key of RFC 8037, appendix A.
    x = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    key = Ed25519PublicKey.from_public_bytes(x)
    assert thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


async def test_a_good_token_tells_who_calls(signer, users):
    verifier = TokenVerifier(users)
    assert await verifier.verify(token_of(signer, role=Role.ADMIN)) == Caller(
        ANA, Role.ADMIN, SESSION
    )
    await verifier.verify(token_of(signer))
    assert users.asked == 1


async def test_a_token_that_has_run_out_is_expired(signer, users):
    with pytest.raises(TokenExpired):
        await TokenVerifier(users).verify(token_of(signer, lifetime=-HOUR))


async def test_a_token_that_somebody_else_signed_is_refused(signer, users):
    stranger = Signer(Ed25519PrivateKey.generate())
    claims = jwt.decode(token_of(stranger), options={"verify_signature": False})
    forged = jwt.encode(claims, stranger.private_key, "EdDSA", headers={"kid": signer.key_id})
    for token in (token_of(stranger), forged):
        with pytest.raises(TokenRefused):
            await TokenVerifier(users).verify(token)


async def test_a_token_whose_payload_was_changed_is_refused(signer, users):
    header, payload, signature = token_of(signer).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = f"{header}.{part({**claims, 'role': 'admin'})}.{signature}"
    with pytest.raises(TokenRefused):
        await TokenVerifier(users).verify(changed)


@pytest.mark.parametrize("audience", [("orders",), AUDIENCE, ()])
async def test_a_token_is_good_where_it_is_for_or_does_not_say(audience):
    signer = Signer(Ed25519PrivateKey.generate(), audience)
    caller = await TokenVerifier(Users(signer), audience="orders").verify(token_of(signer))
    assert caller.account_id == ANA


@pytest.mark.parametrize("audience", [["catalog"], ["order"], "catalog", [], [""]])
async def test_a_token_for_another_service_is_refused(audience):
    signer = Signer(Ed25519PrivateKey.generate())
    claims = jwt.decode(token_of(signer), options={"verify_signature": False})
    token = jwt.encode(
        {**claims, "aud": audience}, signer.private_key, "EdDSA", headers={"kid": signer.key_id}
    )
    with pytest.raises(TokenRefused):
        await TokenVerifier(Users(signer), audience="orders").verify(token)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_of_another_algorithm_is_refused(signer, users, algorithm):
    _, payload, signature = token_of(signer).split(".")
    header = part({"alg": algorithm, "typ": "JWT", "kid": signer.key_id})
    for end in ("", signature):
        with pytest.raises(TokenRefused):
            await TokenVerifier(users).verify(f"{header}.{payload}.{end}")


async def test_a_public_key_is_no_shared_secret(signer, users):
    claims = jwt.decode(token_of(signer), options={"verify_signature": False})
    public_key = signer.private_key.public_key().public_bytes_raw()
    token = jwt.encode(claims, public_key, "HS256", headers={"kid": signer.key_id})
    with pytest.raises(TokenRefused):
        await TokenVerifier(users).verify(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"iss": None},
        {"exp": None},
        {"sub": "ana"},
        {"sub": None},
        {"role": "king"},
        {"role": None},
    ],
)
async def test_a_signed_token_that_lacks_what_it_must_say_is_refused(signer, users, changes):
    now = datetime.now(UTC)
    claims = {"iss": ISSUER, "sub": str(ANA), "role": "admin", "iat": now, "exp": now + HOUR}
    said = {key: value for key, value in (claims | changes).items() if value is not None}
    token = jwt.encode(said, signer.private_key, "EdDSA", headers={"kid": signer.key_id})
    with pytest.raises(TokenRefused):
        await TokenVerifier(users).verify(token)


@pytest.mark.parametrize("token", ["", "a.b.c", "a", "....", part({"alg": "EdDSA"}) + ".e30."])
async def test_what_is_no_token_is_refused(users, token):
    with pytest.raises(TokenRefused):
        await TokenVerifier(users).verify(token)


async def test_made_up_key_ids_do_not_load_users(users, time):
    verifier = TokenVerifier(users)
    for _ in range(20):
        with pytest.raises(TokenRefused):
            await verifier.verify(token_of(Signer(Ed25519PrivateKey.generate())))
    assert users.asked == 1
    users.down = True
    time.now += 6
    for _ in range(20):
        with pytest.raises(DomainError):
            await verifier.verify(token_of(Signer(Ed25519PrivateKey.generate())))
    assert users.asked == 2


async def test_a_new_key_is_learned_soon(users, time):
    verifier = TokenVerifier(users)
    newcomer = Signer(Ed25519PrivateKey.generate())
    with pytest.raises(TokenRefused):
        await verifier.verify(token_of(newcomer))
    users.known[newcomer.key_id] = newcomer.private_key.public_key()
    time.now += 6
    assert (await verifier.verify(token_of(newcomer))).account_id == ANA


async def test_a_key_that_was_taken_back_is_forgotten(signer, users, time):
    verifier = TokenVerifier(users)
    await verifier.verify(token_of(signer))
    users.known = {}
    time.now += 301
    with pytest.raises(TokenRefused):
        await verifier.verify(token_of(signer))


async def test_the_token_of_an_ended_session_is_refused_once_users_was_asked(signer, users, time):
    verifier = TokenVerifier(users)
    token = token_of(signer)
    await verifier.verify(token)
    users.ended.append(SESSION)
    time.now += 1
    await verifier.verify(token)
    time.now += 1.1
    with pytest.raises(TokenRefused):
        await verifier.verify(token)


async def test_ended_sessions_are_asked_for_once_in_two_seconds_and_users_may_be_down(
    signer, users, time
):
    verifier = TokenVerifier(users)
    for _ in range(20):
        await verifier.verify(token_of(signer))
    assert users.asked_for_ended == 1
    users.down = True
    time.now += 3
    for _ in range(20):
        await verifier.verify(token_of(signer))
    assert users.asked_for_ended == 2
    users.down = False
    users.ended.append(SESSION)
    time.now += 5.1
    with pytest.raises(TokenRefused):
        await verifier.verify(token_of(signer))


async def test_what_ended_long_ago_is_let_go_of(time):
    ids = [UUID(int=number) for number in range(3)]

    async def one_each_time(_: datetime | None) -> RevokedSessions:
        return RevokedSessions([ids.pop(0)] if ids else [], datetime.now(UTC))

    ended = RevocationList(one_each_time, ttl=0)
    assert await ended.has(UUID(int=0))
    time.now += 600
    assert await ended.has(UUID(int=1))
    time.now += 601
    assert await ended.has(UUID(int=2))
    assert not await ended.has(UUID(int=0))


async def test_known_keys_go_on_being_good_while_users_is_down(signer, users, time):
    verifier = TokenVerifier(users)
    await verifier.verify(token_of(signer))
    users.down = True
    time.now += 3600
    for _ in range(3):
        assert (await verifier.verify(token_of(signer))).account_id == ANA
    assert users.asked == 2


async def test_nobody_with_a_known_key_waits_while_users_hangs(signer, users, time):
    verifier = TokenVerifier(users)
    await verifier.verify(token_of(signer))
    users.answers.clear()
    time.now += 301
    first = asyncio.create_task(verifier.verify(token_of(signer)))
    await asyncio.sleep(0)
    async with asyncio.timeout(1):
        assert (await verifier.verify(token_of(signer))).account_id == ANA
    users.answers.set()
    await first


async def test_a_key_not_known_while_users_is_down_is_a_fault_of_ours_not_of_the_token(
    signer, users, time
):
    verifier = TokenVerifier(users)
    users.down = True
    for _ in range(3):
        with pytest.raises(DomainError) as caught:
            await verifier.verify(token_of(signer))
        assert caught.value.reason == "UNAVAILABLE"
    users.down = False
    time.now += 0.6
    assert (await verifier.verify(token_of(signer))).account_id == ANA


async def test_many_first_callers_ask_for_the_keys_once(signer, users):
    verifier = TokenVerifier(users)
    callers = await asyncio.gather(*(verifier.verify(token_of(signer)) for _ in range(20)))
    assert {caller.account_id for caller in callers} == {ANA}
    assert users.asked == 1


def test_a_guest_has_no_account_and_a_customer_is_no_admin():
    assert GUEST.is_guest
    with pytest.raises(NotSignedIn):
        GUEST.require_account()
    with pytest.raises(NotSignedIn):
        GUEST.require_admin()
    with pytest.raises(AdminOnly):
        Caller(ANA).require_admin()
    assert Caller(ANA, Role.ADMIN).require_admin() == ANA
