"""What a running store writes down: who did what by ids, and nothing that is private."""

import asyncio
import json
from uuid import uuid4

from chassis.request_context import Role
from tests.integration.conftest import MakeProduct
from tests.integration.shop import Visitor, order_of, visit
from tests.integration.test_accounts import mail_to, token_in
from tests.integration.tokens import bad_tokens, token_for
from tests.store import RunningStore

TAG = f"zq{uuid4().hex[:10]}"
EMAIL = f"{TAG}@example.com"
PASSWORD, WRONG, NEW = f"old {TAG}", f"wrong {TAG}", f"new {TAG}"
ADDRESS = {"line1": f"Calle {TAG}", "city": "Madrid", "postal_code": "28013", "country": "ES"}
PHONE = "+34699123457"


async def live(store: RunningStore, shopper: Visitor, product: dict[str, object]) -> list[str]:
    """Do all that a customer does, well and badly; return the secrets that came up."""
    account = {"email": EMAIL, "password": PASSWORD, "name": f"Ana {TAG}", "phone": PHONE}
    assert (await shopper.ask("POST", "/users", account)).status == 201
    secrets = [*shopper.cookies().values()]
    for email, password in ((EMAIL, WRONG), (f"nobody-{EMAIL}", WRONG), (f"{TAG}@", WRONG)):
        body = {"email": email, "password": password}
        assert (await shopper.ask("POST", "/users/session", body)).status == 401
    assert (await shopper.ask("POST", "/users", account)).status == 409
    assert (await shopper.ask("POST", "/users", {**account, "email": TAG})).status == 400
    assert (await shopper.ask("POST", "/users/session/refresh")).status == 200
    secrets += shopper.cookies().values()
    assert (await shopper.ask("POST", "/users/me/addresses", ADDRESS)).status == 201
    contact = {"name": f"Ana {TAG}", "email": EMAIL, "phone": PHONE}
    order = order_of(product, contact=contact, shipping_address=ADDRESS, notify=["email", "sms"])
    placed = await shopper.buy(order)
    assert placed.status == 201
    assert (await shopper.ask("GET", f"/orders/{placed.document['id']}/receipt")).status == 303
    await mail_to(store, EMAIL, f"Pedido #{placed.document['number']} confirmado")
    wrong = {"current_password": WRONG, "new_password": NEW}
    assert (await shopper.ask("PUT", "/users/me/password", wrong)).status == 400
    assert (await shopper.ask("POST", "/users/password-resets", {"email": EMAIL})).status == 202
    text = await mail_to(store, EMAIL, "Elige una contraseña nueva")
    link = token_in(store, text, "reset")
    reset = {"token": link, "new_password": NEW}
    assert (await shopper.ask("POST", "/users/password-resets/confirm", reset)).status == 204
    assert (await shopper.ask("POST", "/users/password-resets/confirm", reset)).status == 410
    body = {"email": EMAIL, "password": NEW}
    assert (await shopper.ask("POST", "/users/session", body)).status == 200
    secrets += shopper.cookies().values()
    for query in (f"q={TAG}", f"{TAG}=1"):
        await shopper.ask("GET", f"/products?{query}")
    assert (await shopper.ask("DELETE", "/users/me", {"password": NEW})).status == 204
    return [link, *secrets]


async def test_no_log_of_any_part_has_anything_private(
    store: RunningStore, shopper: Visitor, make_product: MakeProduct
):
    secrets = await live(store, shopper, await make_product(5))
    async with visit(store) as stranger:
        for token in bad_tokens(store).values():
            headers = {"Authorization": f"Bearer {token}"}
            await stranger.ask("GET", "/users/me", headers=headers)
            secrets.append(token)
    await asyncio.sleep(1)
    private = {TAG, PHONE, "argon2id", *(one for one in secrets if len(one) > 20)}
    assert len(private) > 10
    told = {one: lines for one in private if (lines := store.logged(one))}
    assert told == {}


def trail(store: RunningStore, *words: str) -> list[dict[str, object]]:
    """Return the lines of the audit trail with these words in them."""
    lines = store.logged('"tienda.audit"')
    return [
        json.loads(line.partition(": ")[2])
        for line in lines
        if all(f'"{word}"' in line for word in words)
    ]


async def test_the_trail_has_log_ins_admins_changes_and_refusals(
    store: RunningStore, shopper: Visitor, make_product: MakeProduct
):
    email = f"trail-{uuid4().hex}@example.com"
    account = {"email": email, "password": "correct horse battery", "name": "Ana"}
    ana = (await shopper.ask("POST", "/users", account)).document["id"]
    wrong = {"email": email, "password": "wrong password"}
    assert (await shopper.ask("POST", "/users/session", wrong)).status == 401
    product = (await make_product(1))["id"]
    stock = {"on_hand": 5}
    assert (await shopper.ask("PUT", f"/products/{product}/stock", stock)).status == 403
    boss = uuid4()
    async with visit(store, token=token_for(store, Role.ADMIN, boss)) as admin:
        headers = {"X-Request-Id": f"trail-{boss.hex}"}
        changed = await admin.ask("PUT", f"/products/{product}/stock", stock, headers)
        assert changed.status == 200
    messages = sorted(str(line["message"]) for line in trail(store, ana))
    assert messages == ["account opened", "log-in", "log-in refused", "refused"]
    (change,) = trail(store, str(boss))
    assert (change["message"], change["ids"], change["request_id"], change["service"]) == (
        "admin change",
        [product],
        f"trail-{boss.hex}",
        "orders",
    )
    (refusal,) = trail(store, ana, "refused")
    assert (refusal["reason"], refusal["ids"]) == ("ADMIN_ONLY", [product])
