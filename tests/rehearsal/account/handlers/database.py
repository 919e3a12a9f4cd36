"""RDS: the database, its subnets and parameters, and the master user's secret."""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions, named, new_id
from tests.rehearsal.account.wire import Call, Operation, Refused
from tests.rehearsal.model import Box, Database

Clients = Callable[[str, str], Any]
"""A client of a service in a region."""


class Databases:
    def __init__(self, box: Box, clients: Clients) -> None:
        self.databases: dict[str, Database] = {}
        self._protected: dict[str, bool] = {}
        self._subnets: dict[str, tuple[str, ...]] = {}
        self._parameters: dict[str, dict[str, str]] = {}
        self._box = box
        self._clients = clients

    def handlers(self) -> Mapping[str, Functions]:
        kind = "AWS::RDS::"
        return {
            f"{kind}DBInstance": Functions(
                self._instance,
                self._drop_instance,
                frozenset(
                    {"DBInstanceIdentifier", "DBSubnetGroupName", "Engine", "StorageEncrypted"}
                ),
            ),
            f"{kind}DBSubnetGroup": Functions(self._subnet_group, self._drop_subnet_group),
            f"{kind}DBParameterGroup": Functions(
                self._parameter_group, self._drop_parameter_group, frozenset({"Family"})
            ),
        }

    def operations(self) -> Mapping[str, Operation]:
        return {
            "rds.ModifyDBInstance": self._modify,
            "rds.DescribeDBInstances": self._describe,
            "rds.RebootDBInstance": self._reboot,
        }

    def _instance(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        identifier = made.physical_id if made else properties.get("DBInstanceIdentifier")
        identifier = (identifier or wanted.generated_name(longest=60)).lower()
        old = self.databases.get(identifier)
        if made is None and old:
            raise LookupError(f"DB instance already exists: {identifier}")
        attributes = made.attributes if made else self._new_attributes(identifier, wanted)
        password = old.master_password if old else self._password(wanted, attributes)
        database = Database(
            identifier,
            attributes["DbiResourceId"],
            attributes["Endpoint.Address"],
            int(properties.get("Port", 5432)),
            self._subnets[properties["DBSubnetGroupName"]],
            tuple(properties["VPCSecurityGroups"]),
            properties.get("MultiAZ", False) in {True, "true"},
            properties["MasterUsername"],
            password,
            self._parameters.get(properties.get("DBParameterGroupName", ""), {}),
        )
        self.databases[identifier] = database
        self._protected[identifier] = properties.get("DeletionProtection") in {True, "true"}
        self._box.put_database(database)
        return Made(identifier, identifier, attributes)

    def _new_attributes(self, identifier: str, wanted: Wanted) -> dict[str, Any]:
        region = wanted.stack.region
        attributes = {
            "DbiResourceId": f"db-{uuid4().hex[:26].upper()}",
            "Endpoint.Address": f"{identifier}.{uuid4().hex[:12]}.{region}.rds.amazonaws.com",
            "Endpoint.Port": str(wanted.properties.get("Port", 5432)),
            "DBInstanceArn": f"arn:aws:rds:{region}:123456789012:db:{identifier}",
        }
        if wanted.properties.get("ManageMasterUserPassword"):
            secret = self._clients("secretsmanager", region).create_secret(
                Name=f"rds!{new_id('db')}",
                SecretString=json.dumps(
                    {
                        "username": wanted.properties["MasterUsername"],
                        "password": _new_password(),
                    }
                ),
            )
            attributes["MasterUserSecret.SecretArn"] = secret["ARN"]
        return attributes

    def _password(self, wanted: Wanted, attributes: Mapping[str, str]) -> str:
        if "MasterUserSecret.SecretArn" not in attributes:
            return str(wanted.properties["MasterUserPassword"])
        value = self._clients("secretsmanager", wanted.stack.region).get_secret_value(
            SecretId=attributes["MasterUserSecret.SecretArn"]
        )
        return str(json.loads(value["SecretString"])["password"])

    def _drop_instance(self, wanted: Wanted, made: Made) -> None:
        identifier = made.physical_id
        if self._protected.get(identifier):
            raise LookupError(
                "Cannot delete protected DB Instance, please disable deletion protection"
            )
        self.databases.pop(identifier, None)
        self._box.remove(identifier)
        if secret := made.attributes.get("MasterUserSecret.SecretArn"):
            self._clients("secretsmanager", wanted.stack.region).delete_secret(
                SecretId=secret, ForceDeleteWithoutRecovery=True
            )

    def _subnet_group(self, wanted: Wanted, made: Made | None) -> Made:
        name = made.physical_id if made else wanted.properties.get("DBSubnetGroupName")
        name = name or wanted.generated_name(is_lower=True)
        self._subnets[name] = tuple(wanted.properties["SubnetIds"])
        return named(name)

    def _drop_subnet_group(self, wanted: Wanted, made: Made) -> None:
        self._subnets.pop(made.physical_id, None)

    def _parameter_group(self, wanted: Wanted, made: Made | None) -> Made:
        name = made.physical_id if made else wanted.generated_name(is_lower=True)
        parameters = wanted.properties.get("Parameters", {})
        self._parameters[name] = {key: str(value) for key, value in parameters.items()}
        return named(name, DBParameterGroupName=name)

    def _drop_parameter_group(self, wanted: Wanted, made: Made) -> None:
        self._parameters.pop(made.physical_id, None)

    def _known(self, call: Call) -> Database:
        identifier = call.parameters["DBInstanceIdentifier"]
        if identifier not in self.databases:
            raise Refused("DBInstanceNotFound", f"DBInstance {identifier} not found.")
        return self.databases[identifier]

    def _modify(self, call: Call) -> Json:
        database = self._known(call)
        if "DeletionProtection" in call.parameters:
            self._protected[database.id] = bool(call.parameters["DeletionProtection"])
        return {"DBInstance": self._description(database)}

    def _describe(self, call: Call) -> Json:
        if "DBInstanceIdentifier" in call.parameters:
            found = [self._known(call)]
        else:
            found = list(self.databases.values())
        return {"DBInstances": [self._description(each) for each in found]}

    def _reboot(self, call: Call) -> Json:
        database = self._known(call)
        if call.parameters.get("ForceFailover"):
            self._box.fail_over(database.id)
        return {"DBInstance": self._description(database)}

    def _description(self, database: Database) -> Json:
        return {
            "DBInstanceIdentifier": database.id,
            "DBInstanceStatus": "available",
            "DbiResourceId": database.resource_id,
            "Engine": "postgres",
            "MultiAZ": database.multi_az,
            "DeletionProtection": self._protected[database.id],
            "Endpoint": {"Address": database.address, "Port": database.port},
        }


def _new_password() -> str:
    # RDS's own have punctuation, which whoever writes them into a URL must quote.
    return secrets.token_urlsafe(18) + "#%&(:?"
