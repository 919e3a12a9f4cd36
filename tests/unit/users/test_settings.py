"""The settings of users, and what is started by them."""

import contextlib

import pytest

from chassis.errors import InvalidRequest
from tienda.users.v1 import closed_account_service_pb2 as closed_pb
from users import __main__ as users_main
from users import convert


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://shop.example", True),
        ("http://127.0.0.1:8080", True),
        ("https://shop.example/", False),
        ("https://shop.example/path", False),
        ("https://shop.example?query", False),
        ("ftp://shop.example", False),
        ("shop.example", False),
        ("", False),
    ],
)
def test_an_origin_is_a_scheme_and_a_host_alone(text, is_one):
    assert users_main.is_origin(text) is is_one


@pytest.mark.parametrize("sender", ["", "shop@example.com"])
def test_mail_is_sent_where_there_is_a_sender(monkeypatch, sender):
    delivered = []

    def deliver(database, mail_sender, shop_origin):
        delivered.append((database, mail_sender, shop_origin))
        return contextlib.nullcontext()

    monkeypatch.setattr(users_main, "delivering_outbox", deliver)
    settings = users_main.Settings(
        database_url="postgresql://x",
        listen="127.0.0.1:1",
        signing_key_file="key.pem",
        mail_sender=sender or None,
        shop_origin="https://s.example",
    )
    users_main._outbox_worker("database", settings)  # noqa: SLF001
    assert delivered == ([("database", sender, "https://s.example")] if sender else [])


def test_a_page_has_a_hundred_closed_accounts_or_up_to_a_thousand():
    def size(asked: int) -> int:
        return convert.page_size(closed_pb.ListClosedAccountsRequest(page_size=asked))

    assert [size(asked) for asked in (0, 1, 1000)] == [100, 1, 1000]
    for asked in (-1, 1001):
        with pytest.raises(InvalidRequest):
            size(asked)
