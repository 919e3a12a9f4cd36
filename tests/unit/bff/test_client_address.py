"""The client's address, behind trusted and untrusted proxies."""

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bff.http.client_address import client_address, parse_networks

TRUSTED = parse_networks("10.0.0.0/16, 2001:db8::/32")


def address(peer: str, *forwarded: str, outer_proxies: int = 0) -> str:
    headers = CIMultiDict([("X-Forwarded-For", one) for one in forwarded])
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    return client_address(request, TRUSTED, outer_proxies)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),  # a stranger's word
        ("10.0.0.5", [], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),  # made up by the client
        ("10.0.0.5", ["1.1.1.1", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["1.1.1.1, 198.51.100.7, 10.0.7.7"], "198.51.100.7"),
        ("10.0.0.5", ["10.0.1.1, 10.0.7.7"], "10.0.1.1"),
        ("10.0.0.5", ["198.51.100.7:5123"], "198.51.100.7"),
        ("10.0.0.5", ["[2001:db9::1]:5123"], "2001:db9::1"),
        ("10.0.0.5", ["2001:db9::1"], "2001:db9::1"),
        ("::ffff:10.0.0.5", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["unknown"], "10.0.0.5"),
        ("10.0.0.5", ["1.1.1.1, unknown"], "10.0.0.5"),
        ("10.0.0.5", [""], "10.0.0.5"),
        ("2001:db8::1", ["198.51.100.7"], "198.51.100.7"),
    ],
)
def test_a_forwarded_address_is_believed_as_far_as_the_proxies_are(peer, forwarded, client):
    assert address(peer, *forwarded) == client


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.5", "198.51.100.7, 130.176.1.1", "198.51.100.7"),
        ("10.0.0.5", "1.1.1.1, 198.51.100.7, 130.176.1.1", "198.51.100.7"),  # made up
        ("10.0.0.5", "1.1.1.1, 10.0.0.9, 198.51.100.7, 130.176.1.1", "198.51.100.7"),
        ("10.0.0.5", "2001:db9::1, 130.176.1.1", "2001:db9::1"),
        ("10.0.0.5", "130.176.1.1", "130.176.1.1"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("192.0.2.1", "198.51.100.7, 130.176.1.1", "192.0.2.1"),  # past no load balancer
    ],
)
def test_one_proxy_more_is_believed_where_load_balancers_let_in_nobody_else(
    peer, forwarded, client
):
    assert address(peer, forwarded, outer_proxies=1) == client


def test_networks_are_read_and_nonsense_is_refused():
    assert [str(one) for one in parse_networks("10.0.0.0/16,::1")] == ["10.0.0.0/16", "::1/128"]
    assert parse_networks("") == ()
    with pytest.raises(ValueError, match="does not appear"):
        parse_networks("somewhere")
