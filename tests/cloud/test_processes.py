"""Every process is told on its instance what it needs, and nothing that it does not know."""

import dataclasses
import importlib
from collections.abc import Mapping

import pytest

from bff.http.client_address import parse_networks
from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.services.processes import processes
from tests.cloud.account import environment, made

STORES = {
    "no sender": environment(),
    "a sender": environment(notify_sender="tienda@shop.example"),
    "ses": environment(notify_email="ses", notify_sender="tienda@shop.example"),
}


def told(store: Environment) -> Mapping[str, Mapping[str, str]]:
    """What the processes of a store find, with what the services stack knows."""
    services = made(store)["services"]
    return {
        process: services.resolve({name: {"Fn::Sub": value} for name, value in environ.items()})
        for service in SERVICES
        for process, environ in processes(store, service).items()
    }


@pytest.mark.parametrize("store", STORES)
def test_every_process_is_told_what_it_needs_and_nothing_unknown(store: str) -> None:
    for process, environ in told(STORES[store]).items():
        name = process if process.endswith("worker") else f"{process}.__main__"
        known = dataclasses.fields(importlib.import_module(name).Settings)
        needed = {one.name.upper() for one in known if one.default is dataclasses.MISSING}
        assert not needed - environ.keys(), process
        assert not environ.keys() - {one.name.upper() for one in known}, process
        for one in known:
            value, check = environ.get(one.name.upper()), one.metadata["check"]
            # Files are there only on an instance.
            if value and check and one.type in {str, "str", str | None}:
                assert check(value), (process, one.name, value)


def test_every_process_hears_where_telemetry_goes_and_none_unless_somewhere() -> None:
    name = "OTEL_EXPORTER_OTLP_ENDPOINT"
    asked = told(environment(telemetry_endpoint="https://otlp.example"))
    assert {environ[name] for environ in asked.values()} == {"https://otlp.example"}
    assert len(asked) == 6
    assert not [environ for environ in told(STORES["no sender"]).values() if name in environ]


def test_users_mails_from_the_shops_sender_and_links_to_its_pages() -> None:
    users = told(STORES["a sender"])["users"]
    assert (users["MAIL_SENDER"], users["SHOP_ORIGIN"]) == (
        "tienda@shop.example",
        "https://shop.example",
    )
    assert told(STORES["no sender"])["users"]["MAIL_SENDER"] == "", "counts as unset"


def test_the_bff_believes_the_public_load_balancer_and_what_comes_before_it() -> None:
    for zones in (2, 3):
        store = environment("medium", zones=zones)
        bff = told(store)["bff"]
        public = [
            subnet["CidrBlock"]
            for title, subnet in made(store)["network"].of_type("AWS::EC2::Subnet").items()
            if title.startswith("Public")
        ]
        assert list(map(str, parse_networks(bff["TRUSTED_PROXIES"]))) == public
        assert bff["PROXIES_BEYOND"] == "1", "CloudFront"
