"""A store that is stopped and started again has everything that it had."""

import aiohttp

from tests.integration.shop import Visitor, order_of, visit
from tests.store import RunningStore

LAMP = "/products/lampara-faro"
ACCOUNT = {"email": "mar@example.com", "password": "a long password", "name": "Mar"}
PICTURE = b"RIFF\x00\x00\x00\x00WEBP" + bytes(range(256)) * 40


async def hang_up_picture(store: RunningStore) -> None:
    """Put the lamp's picture into the media bucket, as the shop keeper's tools do."""
    async with (
        aiohttp.ClientSession() as session,
        session.put(
            f"{store.aws_url}/tienda-media/faro.webp",
            data=PICTURE,
            headers={"Content-Type": "image/webp"},
        ) as answer,
    ):
        assert answer.status == 200


async def picture_of(shopper: Visitor) -> tuple[str | None, bytes]:
    lamp = (await shopper.ask("GET", LAMP)).document
    reply = await shopper.ask("GET", lamp["image"]["url"])
    return reply.headers.get("Content-Type"), reply.body


async def test_a_restart_keeps_everything(spare: RunningStore):
    await hang_up_picture(spare)
    async with visit(spare) as guest, visit(spare) as customer:
        assert (await customer.ask("POST", "/users", ACCOUNT)).status == 201
        lamp = (await guest.ask("GET", LAMP)).document
        placed = [await buyer.buy(order_of(lamp, quantity=2)) for buyer in (guest, customer)]
        assert [reply.status for reply in placed] == [201, 201]
        in_cart = await guest.ask("PUT", f"/orders/cart/items/{lamp['id']}", {"quantity": 3})
        assert in_cart.status == 200
        shelves = (await guest.ask("GET", "/products")).document
        page = (await guest.ask("GET", LAMP)).document
        assert await picture_of(guest) == ("image/webp", PICTURE)

        assert spare.stop() == 0
        spare.start()

        # Yesterday's cookies are good today.
        for buyer, reply in zip((guest, customer), placed, strict=True):
            read = await buyer.ask("GET", reply.headers["Location"])
            assert (read.status, read.document) == (200, reply.document)
        assert (await customer.ask("GET", "/users/me")).document["email"] == ACCOUNT["email"]
        assert (await guest.ask("GET", "/orders/cart")).document == in_cart.document
        assert (await guest.ask("GET", "/products")).document == shelves
        assert (await guest.ask("GET", LAMP)).document == page
        assert page["stock"] == lamp["stock"] - 4
        assert await picture_of(guest) == ("image/webp", PICTURE)

    async with visit(spare) as customer:
        credentials = {key: ACCOUNT[key] for key in ("email", "password")}
        assert (await customer.ask("POST", "/users/session", credentials)).status == 200
        orders = (await customer.ask("GET", "/orders")).document["items"]
        assert orders == [placed[1].document]
