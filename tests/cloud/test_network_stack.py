"""The network: one way in, and each connection allowed in both security groups."""

from tests.cloud.resolved_stacks import PREFIX_LIST, ResolvedStack, resources_of_type


def test_only_the_public_load_balancer_accepts_traffic_from_outside(
    stacks: dict[str, ResolvedStack],
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
    # One port alone: the list counts as 55 of the 60 rules of a group.
    assert rule["SourcePrefixListId"] == PREFIX_LIST
    assert rule["GroupId"] == "PublicLoadBalancerSecurityGroup.GroupId"
    assert (rule["FromPort"], rule["ToPort"]) == (443, 443)
    assert not any("CidrIp" in rule or "CidrIpv6" in rule for rule in incoming.values())


def test_each_group_accepts_only_the_listed_sources(stacks: dict[str, ResolvedStack]) -> None:
    sources: dict[str, set[tuple[str, int]]] = {}
    for rule in stacks["network"].of_type("AWS::EC2::SecurityGroupIngress").values():
        if source := rule.get("SourceSecurityGroupId"):
            target = rule["GroupId"].removesuffix("SecurityGroup.GroupId")
            name = source.removesuffix("SecurityGroup.GroupId")
            sources.setdefault(target, set()).add((name, rule["FromPort"]))
    machines = {"Bff", "Catalog", "Orders", "Users", "Keeper"}
    assert sources.pop("Endpoints", {(instance, 443) for instance in machines}) == {
        (instance, 443) for instance in machines
    }
    assert sources == {
        "Bff": {("PublicLoadBalancer", 8080)},
        "InternalLoadBalancer": {("Bff", 443), ("Catalog", 443), ("Orders", 443)},
        "Catalog": {("InternalLoadBalancer", 50051)},
        "Orders": {("InternalLoadBalancer", 50052)},
        "Users": {("InternalLoadBalancer", 50053)},
        "Database": {(source, 5432) for source in ("Catalog", "Orders", "Users", "Keeper")},
    }


def test_instances_are_in_private_subnets_without_public_addresses(
    stacks: dict[str, ResolvedStack],
) -> None:
    private = set(stacks["network"].outputs["ApplicationSubnets"].split(","))
    for title, group in resources_of_type(stacks, "AWS::AutoScaling::AutoScalingGroup"):
        assert set(group["VPCZoneIdentifier"].split(",")) == private, title
    for title, subnet in resources_of_type(stacks, "AWS::EC2::Subnet"):
        assert subnet["MapPublicIpOnLaunch"] is False, title
    for title, template in resources_of_type(stacks, "AWS::EC2::LaunchTemplate"):
        instance = template["LaunchTemplateData"]
        assert instance["MetadataOptions"]["HttpTokens"] == "required", title
        (interface,) = instance["NetworkInterfaces"]
        assert interface["AssociatePublicIpAddress"] is False, title
        (disk,) = instance["BlockDeviceMappings"]
        assert disk["Ebs"]["Encrypted"] is True, title
        assert disk["Ebs"]["VolumeType"] == "gp3", title
    schemes = {
        title: load_balancer["Scheme"]
        for title, load_balancer in resources_of_type(
            stacks, "AWS::ElasticLoadBalancingV2::LoadBalancer"
        )
    }
    assert schemes == {
        "PublicLoadBalancer": "internet-facing",
        "InternalLoadBalancer": "internal",
    }


def test_subnets_do_not_overlap_and_the_database_has_no_route_out(
    stacks: dict[str, ResolvedStack],
) -> None:
    network = stacks["network"]
    blocks = [subnet["CidrBlock"] for subnet in network.of_type("AWS::EC2::Subnet").values()]
    assert len(set(blocks)) == len(blocks)
    routed = {route["RouteTableId"] for route in network.of_type("AWS::EC2::Route").values()}
    table = network.resolve({"Ref": "DatabaseRouteTable"})
    assert table not in routed
