"""What a service needs in several stacks, each of which names the services by itself, is in all."""

import importlib

import pytest

from cloudformation.config.environment import GRPC_PORTS
from cloudformation.config.settings import SERVICES, WORKER_CONNECTIONS
from cloudformation.stacks.network.security_groups import (
    DATABASE,
    INTERNAL,
    connections,
    service_group,
)
from cloudformation.stacks.services.processes import processes
from cloudformation.stacks.services.service_roles import service_statements
from tests.cloud.resolved_stacks import build_environment

STORE = build_environment()
REACHED = {(connection.source, connection.target) for connection in connections(STORE)}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_calls_others_reaches_the_internal_load_balancer(service: str) -> None:
    calls = any(
        name.endswith("_ADDRESS")
        for environ in processes(STORE, service).values()
        for name in environ
    )
    assert ((service_group(service), INTERNAL) in REACHED) == calls


@pytest.mark.parametrize("service", GRPC_PORTS)
def test_a_service_with_a_database_reaches_it_and_may_log_in(service: str) -> None:
    assert (service_group(service), DATABASE) in REACHED
    sids = [statement["Sid"] for statement in service_statements(STORE, service)]
    assert "LogIntoTheDatabase" in sids


@pytest.mark.parametrize("service", GRPC_PORTS)
def test_the_budget_of_connections_counts_each_workers(service: str) -> None:
    workers = [name for name in processes(STORE, service) if name.endswith(".worker")]
    used = sum(importlib.import_module(name).POOL_SIZE for name in workers)
    assert WORKER_CONNECTIONS[service] == used
