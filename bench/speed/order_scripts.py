"""pgbench scripts that place an order of two lines, by plain statements or by the store's own one.

They run in a separate database with the tables of orders, so that no worker sends the messages of
the outbox. The ids of its products end in their numbers.
"""

import json
import re
from dataclasses import asdict

from orders.domain import Channel
from orders.notifications.message_kinds import placed_order_kinds
from orders.placement.statement import PLACE
from orders.sale_terms import DEFAULT_SALE_TERMS

STOCK = "INSERT INTO stock SELECT {id}, 100000000, 1 FROM generate_series(1, {products}) AS number"

_CONTACT = {"name": "Ana Núñez", "email": "ana@example.com", "phone": "+34612345678"}
_ADDRESS = {
    "line1": "Calle Mayor 1",
    "line2": "",
    "city": "Madrid",
    "region": "",
    "postal_code": "28013",
    "country": "ES",
}
_MESSAGE_KINDS = placed_order_kinds([Channel.EMAIL])
_NAME = "Mesa de comedor Laboguci de roble natural"
_TOKEN = "Zm9yIGEgZ3Vlc3Qgb25seQ1234567890"  # noqa: S105 (as long as a real one)
_BIND = re.compile(r"(?<![:\w]):([a-z_]+)")


def fill(products: int) -> str:
    """Return the SQL that gives each product its stock."""
    return STOCK.format(id=_product("CAST(number AS text)"), products=products)


def plain(products: int) -> str:
    """Return the script that writes an order by one statement per table, in a transaction."""
    messages = ", ".join(f"('{kind}', :order_id)" for kind in _MESSAGE_KINDS)
    take = "UPDATE stock SET on_hand = on_hand - 1, version = version + 1 WHERE on_hand >= 1"
    taken = "".join(f"{take} AND product_id = {_product(one)};\n" for one in (":low", ":high"))
    lines = ", ".join(
        f"(:order_id, {position}, {_product(number)}, '{_NAME}', 1, 1500)"
        for position, number in ((1, ":low"), (2, ":high"))
    )
    return f"""{_choice(products)}BEGIN;
INSERT INTO orders (
    id, scope, idempotency_key, request_hash, status, currency, total,
    contact, address, channels, language, guest_token, created_at, terms
) VALUES (
    uuidv7(), 'guest', CAST(gen_random_uuid() AS text), sha256('request'), 'confirmed', 'EUR', 3000,
    '{json.dumps(_CONTACT)}', '{json.dumps(_ADDRESS)}', '{{email}}', 'es', '{_TOKEN}', now(),
    '{json.dumps(asdict(DEFAULT_SALE_TERMS))}'
) RETURNING id AS order_id \\gset
INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price)
VALUES {lines};
INSERT INTO order_history (order_id, status, actor, changed_at)
VALUES (:order_id, 'confirmed', 'guest', now());
{taken}INSERT INTO outbox (kind, subject) VALUES {messages};
COMMIT;
"""  # noqa: S608 (of constants)


def in_one(products: int) -> str:
    """Return the script of the statement that the store places an order with."""
    kinds = ", ".join(f"'{kind}'" for kind in _MESSAGE_KINDS)
    values = {
        "id": "uuidv7()",
        "customer_id": "CAST(NULL AS uuid)",
        "scope": "'guest'",
        # Drawn beforehand: with a volatile function, PostgreSQL would not look in the index.
        "idempotency_key": "CAST(:key AS text)",
        "request_hash": "sha256('request')",
        "currency": "'EUR'",
        "total": "3000",
        "contact": f"'{json.dumps(_CONTACT)}'",
        "address": f"'{json.dumps(_ADDRESS)}'",
        "channels": "'{email}'",
        "language": "'es'",
        "guest_token": f"'{_TOKEN}'",
        "terms": f"'{json.dumps(asdict(DEFAULT_SALE_TERMS))}'",
        "now": "now()",
        "product_ids": f"ARRAY[{_product(':low')}, {_product(':high')}]",
        "names": f"ARRAY['{_NAME}', '{_NAME}']",
        "quantities": "'{1,1}'",
        "unit_prices": "'{1500,1500}'",
        "message_kinds": f"ARRAY[{kinds}]",
        "cart_key": "NULL",
        "guest_cart": "NULL",
        "window": "interval '1 hour'",
        "limit_keys": "'{}'",
        "limit_spacings": "'{}'",
        "limits_of_product": "'{}'",
        "limits_in_all": "'{}'",
    }
    statement = _BIND.sub(lambda bind: values[bind[1]], PLACE.text)
    key = f"\\set key random(1, {2**62})\n"
    return f"{key}{_choice(products)}{statement.strip()};\n"


def _choice(products: int) -> str:
    # Sorted, so that no two transactions deadlock.
    return f"""\\set a random(1, {products})
\\set b random(1, {products})
\\set low least(:a, :b)
\\set high greatest(:a, :b)
"""


def _product(number: str) -> str:
    return f"CAST('01a20c39-377e-757c-8416-' || lpad({number}, 12, '0') AS uuid)"
