"""The VPC: subnets, and where their routes lead."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Made
from tests.rehearsal.account.handlers.base import Functions, named, new_id
from tests.rehearsal.account.handlers.security_groups import SecurityGroups
from tests.rehearsal.model import Box, Subnet

ANYWHERE = "0.0.0.0/0"


@dataclass(slots=True)
class _RouteTable:
    internet: set[str] = field(default_factory=set)
    """The routes to everywhere by a gateway, by physical id."""
    s3: set[str] = field(default_factory=set)
    """The gateway endpoints of S3."""


@dataclass(slots=True)
class _Subnet:
    network: IPv4Network
    zone: str
    vpc: str
    table: str = ""


class Network:
    """Tells the box of each subnet, and again when its routes change."""

    def __init__(self, box: Box, groups: SecurityGroups) -> None:
        self.subnets: dict[str, _Subnet] = {}
        self._tables: dict[str, _RouteTable] = {}
        self._told: dict[str, Subnet] = {}
        self._box = box
        self._groups = groups
        self._lock = threading.Lock()

    def handlers(self) -> Mapping[str, Functions]:
        return {
            "AWS::EC2::VPC": Functions(self._vpc, replaced_by=frozenset({"CidrBlock"})),
            "AWS::EC2::Subnet": Functions(
                self._subnet,
                self._drop_subnet,
                frozenset({"CidrBlock", "AvailabilityZone", "VpcId"}),
            ),
            "AWS::EC2::RouteTable": Functions(self._route_table, replaced_by=frozenset({"VpcId"})),
            "AWS::EC2::Route": Functions(
                self._route, self._drop_route, frozenset({"RouteTableId", "DestinationCidrBlock"})
            ),
            "AWS::EC2::SubnetRouteTableAssociation": Functions(
                self._associate, replaced_by=frozenset({"SubnetId"})
            ),
            "AWS::EC2::VPCEndpoint": Functions(
                self._endpoint, self._drop_endpoint, frozenset({"ServiceName", "VpcId"})
            ),
            "AWS::EC2::InternetGateway": Functions(self._plain("igw")),
            "AWS::EC2::VPCGatewayAttachment": Functions(self._plain("attachment")),
            "AWS::EC2::NatGateway": Functions(self._nat),
            "AWS::EC2::EIP": Functions(self._address),
        }

    def _vpc(self, wanted: Wanted, made: Made | None) -> Made:
        if made:
            return made
        vpc = new_id("vpc")
        return named(
            vpc,
            VpcId=vpc,
            CidrBlock=wanted.properties["CidrBlock"],
            DefaultSecurityGroup=self._groups.make_default(vpc),
        )

    def _subnet(self, wanted: Wanted, made: Made | None) -> Made:
        if made:
            return made
        properties = wanted.properties
        network = IPv4Network(properties["CidrBlock"])
        with self._lock:
            for other_id, other in self.subnets.items():
                if other.vpc == properties["VpcId"] and network.overlaps(other.network):
                    raise LookupError(f"The CIDR '{network}' conflicts with {other_id}")
            subnet = new_id("subnet")
            zone = properties["AvailabilityZone"]
            self.subnets[subnet] = _Subnet(network, zone, properties["VpcId"])
        self._tell()
        return named(subnet, SubnetId=subnet, AvailabilityZone=zone, CidrBlock=str(network))

    def _drop_subnet(self, wanted: Wanted, made: Made) -> None:
        with self._lock:
            del self.subnets[made.physical_id]
            self._told.pop(made.physical_id, None)
        self._box.remove(made.physical_id)

    def _route_table(self, wanted: Wanted, made: Made | None) -> Made:
        if made:
            return made
        table = new_id("rtb")
        self._tables[table] = _RouteTable()
        return named(table, RouteTableId=table)

    def _route(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        table = properties["RouteTableId"]
        route = f"{table}|{properties.get('DestinationCidrBlock')}"
        routes = self._tables[table].internet
        leads_out = {"NatGatewayId", "GatewayId", "EgressOnlyInternetGatewayId"} & set(properties)
        if properties.get("DestinationCidrBlock") == ANYWHERE and leads_out:
            routes.add(route)
        self._tell()
        return named(route)

    def _drop_route(self, wanted: Wanted, made: Made) -> None:
        self._tables[wanted.properties["RouteTableId"]].internet.discard(made.physical_id)
        self._tell()

    def _associate(self, wanted: Wanted, made: Made | None) -> Made:
        self.subnets[wanted.properties["SubnetId"]].table = wanted.properties["RouteTableId"]
        self._tell()
        return made or named(new_id("rtbassoc"))

    def _endpoint(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        endpoint = made.physical_id if made else new_id("vpce")
        self._forget_endpoint(endpoint)
        if properties["ServiceName"].endswith(".s3"):
            for table in properties.get("RouteTableIds", ()):
                self._tables[table].s3.add(endpoint)
        self._tell()
        return named(endpoint, Id=endpoint)

    def _drop_endpoint(self, wanted: Wanted, made: Made) -> None:
        self._forget_endpoint(made.physical_id)
        self._tell()

    def _forget_endpoint(self, endpoint: str) -> None:
        for table in self._tables.values():
            table.s3.discard(endpoint)

    def _nat(self, wanted: Wanted, made: Made | None) -> Made:
        nat = made.physical_id if made else new_id("nat")
        return named(nat, NatGatewayId=nat)

    def _address(self, wanted: Wanted, made: Made | None) -> Made:
        if made:
            return made
        return Made("203.0.113.10", "203.0.113.10", {"AllocationId": new_id("eipalloc")})

    def _plain(self, kind: str) -> Any:
        def put(wanted: Wanted, made: Made | None) -> Made:
            identifier = made.physical_id if made else new_id(kind)
            return named(identifier, InternetGatewayId=identifier)

        return put

    def _tell(self) -> None:
        with self._lock:
            for identifier, subnet in self.subnets.items():
                table = self._tables.get(subnet.table, _RouteTable())
                told = Subnet(
                    identifier,
                    subnet.network,
                    subnet.zone,
                    reaches_internet=bool(table.internet),
                    reaches_s3=bool(table.s3),
                )
                if self._told.get(identifier) != told:
                    self._box.put_subnet(told)
                    self._told[identifier] = told
