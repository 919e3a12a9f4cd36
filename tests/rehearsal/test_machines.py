"""Machines of the box: they run user data, and reach what their security groups allow."""

import time
from collections.abc import Callable
from ipaddress import IPv4Network

import pytest

from tests.rehearsal.account_double import AccountDouble
from tests.rehearsal.box.box import RehearsalBox
from tests.rehearsal.model import GroupRule, Machine, MachineState, SecurityGroup, Subnet

pytestmark = pytest.mark.cloud

ANYWHERE = "0.0.0.0/0"
USER_DATA = """\
#cloud-config
write_files:
- path: /srv/index.html
  content: hello from {name}
runcmd:
- [systemd-run, --unit=web, --working-directory=/srv, python3, -m, http.server, "8080"]
- [systemd-run, --unit=other, --working-directory=/srv, python3, -m, http.server, "8081"]
- [sh, -c, "python3 -c 'import urllib.request as u; print(u.urlopen(\\"$URL\\").read())'"]
"""
ASK_WITHOUT_TOKEN = """
import urllib.error, urllib.request
try:
    urllib.request.urlopen("http://169.254.169.254/latest/meta-data/instance-id")
except urllib.error.HTTPError as error:
    print(error.code)
"""


def tcp(port: int, peer: str) -> GroupRule:
    return GroupRule("tcp", (port, port), peer)


def subnet(name: str, network: str, *, online: bool) -> Subnet:
    return Subnet(name, IPv4Network(network), "eu-west-1a", online, reaches_s3=online)


def furnish(box: RehearsalBox) -> None:
    """Make two subnets, and groups of which "client" may reach port 8080 of "server"."""
    box.put_subnet(subnet("app", "10.0.1.0/24", online=True))
    box.put_subnet(subnet("closed", "10.0.2.0/24", online=False))
    to_aws = tcp(443, ANYWHERE)
    box.put_group(
        SecurityGroup("client", "Client", frozenset(), frozenset({to_aws, tcp(8080, "server")}))
    )
    allowed = frozenset({tcp(8080, "client"), tcp(8081, "client")})
    box.put_group(SecurityGroup("server", "Server", allowed, frozenset({to_aws})))


def machine(name: str, group: str, subnet: str = "app") -> Machine:
    user_data = USER_DATA.format(name=name).replace("$URL", "http://aws.example:443/started")
    role = "arn:aws:iam::123456789012:role/backend"
    return Machine(f"i-{name}", subnet, (group,), user_data, role, {}, 1, ends_on_shutdown=True)


def answers(box: RehearsalBox, source: str, url: str) -> bool:
    code = f"import urllib.request as u; print(u.urlopen('{url}', timeout=3).status)"
    try:
        return box.run(source, "python3", "-c", code).strip() == "200"
    except RuntimeError:
        return False


def wait_for(condition: Callable[[], bool], box: RehearsalBox, machine: str) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, box.console(machine)
        time.sleep(0.2)


def test_machines_reach_what_both_their_groups_allow_and_nothing_else(
    box: RehearsalBox, account: AccountDouble
) -> None:
    furnish(box)
    box.put_name("aws.example", ["192.0.2.10"])
    with account.listening():
        _reach(box, account)
    _end(box)


def _reach(box: RehearsalBox, account: AccountDouble) -> None:
    server = box.launch(machine("server", "server"))
    client = box.launch(machine("client", "client"))
    closed = box.launch(machine("closed", "client", "closed"))
    box.put_name("server.internal", [server])
    wait_for(lambda: answers(box, "i-client", "http://server.internal:8080"), box, "i-client")
    wait_for(lambda: {server, client} <= {caller for caller, _ in account.calls}, box, "i-server")
    assert not answers(box, "i-client", "http://server.internal:8081"), "no egress rule"
    assert not answers(box, "i-server", f"http://{client}:8080"), "neither egress nor ingress"
    assert answers(box, "i-closed", "http://server.internal:8080"), "routes within the VPC"
    assert not answers(box, "i-closed", "http://aws.example:443"), "no route to the internet"
    assert closed not in {caller for caller, _ in account.calls}

    assert "b'AWS'" in box.console("i-client")
    assert "401" in box.run("i-client", "python3", "-c", ASK_WITHOUT_TOKEN)


def _end(box: RehearsalBox) -> None:
    box.run("i-client", "systemctl", "poweroff", "--no-block")
    wait_for(lambda: box.state("i-client") is MachineState.ENDED, box, "i-client")
    box.terminate("i-server")
    assert box.state("i-server") is MachineState.ENDED
    assert "Reached target" in box.console("i-server")
    box.kill("i-closed")
    assert box.state("i-closed") is MachineState.ENDED
