"""Load balancers of the box: rules, health checks and draining as ELB has them."""

import json
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.rehearsal.box.balancer.balancers import Balancers
from tests.rehearsal.box.box import RehearsalBox
from tests.rehearsal.model import (
    GroupRule,
    HealthCheck,
    Listener,
    ListenerRule,
    LoadBalancer,
    SecurityGroup,
    Subnet,
    TargetGroup,
)

pytestmark = pytest.mark.cloud

ROOT = Path(__file__).resolve().parents[2]
ANYWHERE = "0.0.0.0/0"
REFUSAL = {
    "Type": "fixed-response",
    "FixedResponseConfig": {"StatusCode": "403", "ContentType": "text/plain", "MessageBody": "No."},
}
HTTP_CHECK = HealthCheck("HTTP", 8080, "/readyz", "200", 0.2, 1, 2, 2)
GRPC_CHECK = HealthCheck("HTTP", 9000, "/grpc.health.v1.Health/Check", "0", 0.2, 1, 2, 2)
DRAINS = {"deregistration_delay.timeout_seconds": "1"}


def tcp(port: int, peer: str) -> GroupRule:
    return GroupRule("tcp", (port, port), peer)


def furnish(box: RehearsalBox) -> None:
    for number, zone in enumerate("ab", 1):
        network = IPv4Network(f"10.0.{number}.0/24")
        zone_name = f"eu-west-1{zone}"
        box.put_subnet(
            Subnet(f"s{number}", network, zone_name, reaches_internet=True, reaches_s3=True)
        )
    out = frozenset({tcp(8080, "target"), tcp(9000, "target")})
    box.put_group(SecurityGroup("front", "Front", frozenset({tcp(443, ANYWHERE)}), out))
    into = frozenset({tcp(8080, "front"), tcp(9000, "front")})
    box.put_group(SecurityGroup("target", "Target", into, frozenset()))


@contextmanager
def targets(box: RehearsalBox) -> Iterator[dict[str, str]]:
    """Run two targets; yield their addresses by name."""
    nodes = {name: box.vpc.add("t", "s1", ("target",)) for name in ("one", "two")}
    processes = [
        subprocess.Popen(
            node.inside(sys.executable, "-m", "tests.rehearsal.target", name), cwd=ROOT
        )
        for name, node in nodes.items()
    ]
    try:
        yield {name: str(node.address) for name, node in nodes.items()}
    finally:
        for process in processes:
            process.kill()
            process.wait()


def rule(priority: int, action: Mapping[str, Any], **conditions: list[str]) -> ListenerRule:
    fields = {"path": ("path-pattern", "PathPattern"), "host": ("host-header", "HostHeader")}
    listed = [
        {"Field": fields[name][0], f"{fields[name][1]}Config": {"Values": values}}
        for name, values in conditions.items()
    ]
    return ListenerRule(priority, listed, [action])


def forward(**weights: int) -> Mapping[str, Any]:
    groups = [{"TargetGroupArn": f"tg/{name}", "Weight": w} for name, w in weights.items()]
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}


def balancer(*rules: ListenerRule) -> LoadBalancer:
    listener = Listener(443, "HTTPS", ("store.example", "other.example"), rules)
    return LoadBalancer(
        "lb/1",
        "lb.example",
        is_internal=False,
        subnets=("s1", "s2"),
        groups=("front",),
        attributes={},
        listeners=[listener],
    )


class Client:
    def __init__(self, box: RehearsalBox) -> None:
        self._tls = ssl.create_default_context(cadata=box.authority.pem.decode())

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(f"https://store.example{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, context=self._tls, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def names(self, times: int = 20) -> set[str]:
        """Return the names of the targets that answer."""
        return {json.loads(self.get("/shop")[1])["name"] for _ in range(times)}


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_a_load_balancer_checks_routes_and_drains(box: RehearsalBox) -> None:
    furnish(box)
    with targets(box) as addresses:
        balancers = Balancers(
            box.vpc, box.names, box.authority, box.folder, {**addresses, "none": "10.0.1.99"}.get
        )
        try:
            _prove(box, balancers)
        finally:
            balancers.close()


def _prove(box: RehearsalBox, balancers: Balancers) -> None:
    client = Client(box)
    balancers.put_target_group(TargetGroup("tg/web", "Web", 8080, "HTTP1", HTTP_CHECK, DRAINS))
    balancers.put_target_group(TargetGroup("tg/rpc", "Rpc", 9000, "GRPC", GRPC_CHECK, DRAINS))
    balancers.put_load_balancer(balancer(rule(0, REFUSAL)))
    box.put_name("store.example", ["lb.example"])
    assert client.get("/shop") == (403, "No."), "no rule but the default"

    health_path = "/grpc.health.v1.Health/Check"
    rules = (
        rule(0, REFUSAL),
        rule(2, forward(web=1), path=["/shop*", "/slow", "/fall-ill"]),
        rule(1, forward(rpc=1), path=[health_path], host=["store.example"]),
    )
    balancers.put_load_balancer(balancer(*rules))
    assert client.get("/shop")[0] == 503, "a group without targets"
    for name in ("one", "two", "none"):
        balancers.register("tg/web", name)
        balancers.register("tg/rpc", name)

    def states(group: str) -> dict[str, str]:
        return {target.machine: target.state for target in balancers.targets(group)}

    expected = {"one": "healthy", "two": "healthy", "none": "unhealthy"}
    wait_for(lambda: states("tg/web") == expected, "web")
    # Its status is NOT_SERVING, which ELB does not read.
    wait_for(lambda: states("tg/rpc") == expected, "rpc")
    assert client.names() == {"one", "two"}
    assert client.get("/shopping/cart?x=/y")[0] == 200
    assert client.get("/admin") == (403, "No.")
    sent = json.loads(client.get("/shop", **{"X-Forwarded-For": "192.0.2.9"})[1])["headers"]
    assert sent["X-Forwarded-For"].replace(" ", "") == "192.0.2.9,198.51.100.10"
    assert (sent["X-Forwarded-Proto"], sent["X-Forwarded-Port"]) == ("https", "443")
    credentials = grpc.ssl_channel_credentials(box.authority.pem)
    with grpc.secure_channel("store.example:443", credentials) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=10)
    assert answer.status == health_pb2.HealthCheckResponse.NOT_SERVING

    # What runs may end, and nothing new comes.
    with ThreadPoolExecutor() as pool:
        slow = [pool.submit(client.get, "/slow") for _ in range(6)]
        time.sleep(0.5)
        balancers.deregister("tg/web", "one")
        assert states("tg/web")["one"] == "draining"
        assert client.names() == {"two"}
        ended = {future.result() for future in slow}
    assert ended == {(200, "one to the end"), (200, "two to the end")}
    wait_for(lambda: "one" not in states("tg/web"), "it drains for its delay")

    balancers.register("tg/web", "one")
    wait_for(lambda: states("tg/web") == expected, "registered again")
    swapped = (rule(0, REFUSAL), rule(1, forward(rpc=1), path=["/shop*"]))
    balancers.put_load_balancer(balancer(*swapped))
    assert client.get("/shop")[0] != 200, "a swapped target group"
    balancers.put_load_balancer(balancer(*rules))
    assert client.names() == {"one", "two"}
    ill = json.loads(client.get("/fall-ill")[1])["name"]
    wait_for(lambda: states("tg/web")[ill] == "unhealthy", "it fails its checks")
    assert client.names() == {"one", "two"} - {ill}
    wrong_port = HealthCheck("HTTP", 8081, "/readyz", "200", 0.2, 1, 2, 2)
    balancers.put_target_group(TargetGroup("tg/web", "Web", 8080, "HTTP1", wrong_port, DRAINS))
    wait_for(lambda: set(states("tg/web").values()) == {"unhealthy"}, "the wrong port")
    assert client.get("/shop")[0] in (200, 502, 504), "where none is healthy, ELB asks all"
