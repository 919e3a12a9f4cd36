"""The rules that stand for security groups name what is allowed, and drop the rest."""

from ipaddress import IPv4Address, IPv4Network

from tests.rehearsal.box.rules import Network, ruleset
from tests.rehearsal.model import GroupRule, SecurityGroup


def test_a_rule_names_the_members_of_its_group_its_peers_and_its_ports() -> None:
    web = GroupRule("tcp", (443, 443), "pl-1")
    everything = GroupRule("-1", (-1, -1), "sg-2")
    network = Network(
        groups={
            "sg-1": SecurityGroup("sg-1", "A", frozenset({web}), frozenset()),
            "sg-2": SecurityGroup("sg-2", "B", frozenset(), frozenset({everything})),
        },
        prefix_lists={"pl-1": [IPv4Network("130.176.0.0/17"), IPv4Network("15.158.0.0/16")]},
        members={IPv4Address("10.0.0.5"): ("sg-1", "sg-2")},
    )
    text = ruleset(network)
    for peer in ("130.176.0.0/17", "15.158.0.0/16"):
        assert f"ip daddr @group_0 ip saddr {peer} tcp dport 443-443 accept" in text
    assert "ip saddr @group_1 ip daddr @group_1  goto inward" in text
    assert text.count("elements = { 10.0.0.5 }") == 3, "all nodes, and its two groups"


def test_a_rule_for_a_peer_that_is_not_there_lets_nobody_in() -> None:
    rule = GroupRule("tcp", (22, 22), "sg-gone")
    group = SecurityGroup("sg-1", "A", frozenset({rule}), frozenset({rule}))
    assert "22-22" not in ruleset(Network(groups={"sg-1": group}))
