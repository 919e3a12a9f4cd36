"""The environment of every process on its instance is complete and has nothing unknown."""

import dataclasses
import importlib
from collections.abc import Mapping

import pytest

from bff.http.client_address import parse_networks
from chassis.rpc.connection_age import MAX_CONNECTION_AGE
from cloudformation.config.environment import Environment
from cloudformation.config.settings import SERVICES
from cloudformation.machine import tend
from cloudformation.stacks.services.processes import processes
from cloudformation.stacks.services.user_data import plan
from tests.cloud.resolved_stacks import build_environment, resolve_stacks

STORES = {
    "no sender": build_environment(),
    "a sender": build_environment(notify_sender="tienda@shop.example"),
    "ses": build_environment(notify_email="ses", notify_sender="tienda@shop.example"),
}


def environments(store: Environment) -> Mapping[str, Mapping[str, str]]:
    """Return the environment of each process, with the parameters of the services stack."""
    services = resolve_stacks(store)["services"]
    return {
        process: services.resolve({name: {"Fn::Sub": value} for name, value in environ.items()})
        for service in SERVICES
        for process, environ in processes(store, service).items()
    }


@pytest.mark.parametrize("store", STORES)
def test_every_process_has_the_settings_it_needs_and_no_unknown_ones(store: str) -> None:
    for process, environ in environments(STORES[store]).items():
        name = process if process.endswith("worker") else f"{process}.__main__"
        known = dataclasses.fields(importlib.import_module(name).Settings)
        required = {
            setting.name.upper() for setting in known if setting.default is dataclasses.MISSING
        }
        assert not required - environ.keys(), process
        assert not environ.keys() - {setting.name.upper() for setting in known}, process
        for setting in known:
            value, check = environ.get(setting.name.upper()), setting.metadata["check"]
            # Files are there only on an instance.
            if value and check and setting.type in {str, "str", str | None}:
                assert check(value), (process, setting.name, value)


def test_every_process_has_the_telemetry_endpoint_if_there_is_one() -> None:
    name = "OTEL_EXPORTER_OTLP_ENDPOINT"
    with_endpoint = environments(build_environment(telemetry_endpoint="https://otlp.example"))
    assert {environ[name] for environ in with_endpoint.values()} == {"https://otlp.example"}
    assert len(with_endpoint) == 6
    assert not [
        environ for environ in environments(STORES["no sender"]).values() if name in environ
    ]


def test_traces_for_aws_are_signed_and_as_many_as_the_store_wants() -> None:
    store = build_environment(telemetry_to_aws=True, telemetry_percent=5)
    for environ in environments(store).values():
        endpoint = environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
        assert endpoint == "https://xray.eu-west-1.amazonaws.com"
        assert environ["TELEMETRY_TO_AWS"] == "true"
        sampling = environ["OTEL_TRACES_SAMPLER"], environ["OTEL_TRACES_SAMPLER_ARG"]
        assert sampling == ("traceidratio", "0.05")
    every = environments(build_environment(telemetry_endpoint="https://otlp.example"))
    assert not any("OTEL_TRACES_SAMPLER" in environ for environ in every.values())


class Headers:
    """Secrets Manager with the headers, or without."""

    def __init__(self, text: str | None) -> None:
        self.text = text

    def secret(self, name: str, _: str) -> str:
        if self.text is None:
            raise LookupError(name)
        return self.text


def test_headers_come_from_the_secret_and_a_process_starts_without_them() -> None:
    name = "tienda/demo/telemetry"
    found = tend.headers(Headers("api-key=abc\n"), name)  # type: ignore[arg-type]
    assert found == {"OTEL_EXPORTER_OTLP_HEADERS": "api-key=abc"}
    assert tend.headers(Headers(None), name) == {}  # type: ignore[arg-type]
    for service in SERVICES:
        store = build_environment(telemetry_endpoint="https://otlp.example", telemetry_headers=True)
        assert plan(store, service)["telemetry"] == name
        assert "telemetry" not in plan(build_environment(), service)


@pytest.mark.parametrize("is_set", [True, False])
def test_users_names_the_audience_of_tokens_where_it_is_set(is_set: bool) -> None:
    users = environments(build_environment(token_audience=is_set))["users"]
    assert users["TOKEN_AUDIENCE"] == str(is_set).lower()


def test_users_has_the_shops_sender_and_origin() -> None:
    users = environments(STORES["a sender"])["users"]
    assert (users["MAIL_SENDER"], users["SHOP_ORIGIN"]) == (
        "tienda@shop.example",
        "https://shop.example",
    )
    assert environments(STORES["no sender"])["users"]["MAIL_SENDER"] == "", "counts as unset"


def test_the_bff_trusts_the_public_load_balancer_and_one_proxy_before_it() -> None:
    for zones in (2, 3):
        store = build_environment("medium", zones=zones)
        bff = environments(store)["bff"]
        public = [
            subnet["CidrBlock"]
            for title, subnet in resolve_stacks(store)["network"]
            .of_type("AWS::EC2::Subnet")
            .items()
            if title.startswith("Public")
        ]
        assert list(map(str, parse_networks(bff["TRUSTED_PROXIES"]))) == public
        assert bff["PROXIES_BEYOND"] == "1", "CloudFront"


def test_connections_behind_the_load_balancer_outlive_those_to_servers_found_by_dns() -> None:
    for process, environ in environments(STORES["no sender"]).items():
        if process in {"catalog", "orders", "users"}:
            assert float(environ["MAX_CONNECTION_AGE"]) > 100 * MAX_CONNECTION_AGE
