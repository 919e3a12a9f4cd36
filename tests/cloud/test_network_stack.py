"""Who reaches whom: one way in, and each link named at both ends."""

from tests.cloud.account import PREFIX_LIST, Made, every


def test_traffic_comes_from_outside_to_the_public_load_balancer_alone(
    stacks: dict[str, Made],
) -> None:
    network = stacks["network"]
    groups = network.of_type("AWS::EC2::SecurityGroup")
    assert not [title for title, group in groups.items() if "SecurityGroupIngress" in group]
    incoming = network.of_type("AWS::EC2::SecurityGroupIngress")
    outside = {
        title: rule for title, rule in incoming.items() if "SourceSecurityGroupId" not in rule
    }
    assert list(outside) == ["CloudFrontToPublic"]
    rule = outside["CloudFrontToPublic"]
    # One port alone: the list counts as 55 rules of the 60 that a group has.
    assert rule["SourcePrefixListId"] == PREFIX_LIST
    assert rule["GroupId"] == "PublicLoadBalancerSecurityGroup.GroupId"
    assert (rule["FromPort"], rule["ToPort"]) == (443, 443)
    assert not any("CidrIp" in rule or "CidrIpv6" in rule for rule in incoming.values())


def test_each_group_hears_only_those_before_it_in_the_chain(stacks: dict[str, Made]) -> None:
    heard: dict[str, set[tuple[str, int]]] = {}
    for rule in stacks["network"].of_type("AWS::EC2::SecurityGroupIngress").values():
        if source := rule.get("SourceSecurityGroupId"):
            target = rule["GroupId"].removesuffix("SecurityGroup.GroupId")
            name = source.removesuffix("SecurityGroup.GroupId")
            heard.setdefault(target, set()).add((name, rule["FromPort"]))
    machines = {"Bff", "Catalog", "Orders", "Users", "Keeper"}
    assert heard.pop("Endpoints", {(one, 443) for one in machines}) == {
        (one, 443) for one in machines
    }
    assert heard == {
        "Bff": {("PublicLoadBalancer", 8080)},
        "InternalLoadBalancer": {("Bff", 443), ("Catalog", 443), ("Orders", 443)},
        "Catalog": {("InternalLoadBalancer", 50051)},
        "Orders": {("InternalLoadBalancer", 50052)},
        "Users": {("InternalLoadBalancer", 50053)},
        "Database": {(one, 5432) for one in ("Catalog", "Orders", "Users", "Keeper")},
    }


def test_machines_are_in_private_subnets_without_an_address_of_their_own(
    stacks: dict[str, Made],
) -> None:
    private = set(stacks["network"].outputs["ApplicationSubnets"].split(","))
    for title, group in every(stacks, "AWS::AutoScaling::AutoScalingGroup"):
        assert set(group["VPCZoneIdentifier"].split(",")) == private, title
    for title, subnet in every(stacks, "AWS::EC2::Subnet"):
        assert subnet["MapPublicIpOnLaunch"] is False, title
    for title, one in every(stacks, "AWS::EC2::LaunchTemplate"):
        start = one["LaunchTemplateData"]
        assert start["MetadataOptions"]["HttpTokens"] == "required", title
        (card,) = start["NetworkInterfaces"]
        assert card["AssociatePublicIpAddress"] is False, title
        (disk,) = start["BlockDeviceMappings"]
        assert disk["Ebs"]["Encrypted"] is True, title
        assert disk["Ebs"]["VolumeType"] == "gp3", title
    schemes = {
        title: one["Scheme"]
        for title, one in every(stacks, "AWS::ElasticLoadBalancingV2::LoadBalancer")
    }
    assert schemes == {
        "PublicLoadBalancer": "internet-facing",
        "InternalLoadBalancer": "internal",
    }


def test_subnets_do_not_overlap_and_the_database_has_no_way_out(stacks: dict[str, Made]) -> None:
    network = stacks["network"]
    blocks = [one["CidrBlock"] for one in network.of_type("AWS::EC2::Subnet").values()]
    assert len(set(blocks)) == len(blocks)
    ways = {one["RouteTableId"] for one in network.of_type("AWS::EC2::Route").values()}
    table = network.resolve({"Ref": "DatabaseRouteTable"})
    assert table not in ways
