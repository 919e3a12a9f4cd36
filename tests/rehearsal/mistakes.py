"""Mistakes that a rehearsal must find, each made in the templates before they are deployed."""

import shutil
from collections.abc import Callable, Mapping

from cloudformation.stacks.network import security_groups
from cloudformation.stacks.services import load_balancers, services, target_groups
from tests.rehearsal.scenes import release
from tests.rehearsal.scenes.stage import Stage

Mistake = Callable[[Stage], None]


def missing_rule(_: Stage) -> None:
    """Leave out the rules that let orders reach the database."""
    connections = security_groups.connections

    def without(environment):
        for one in connections(environment):
            if (one.source, one.target) != ("OrdersSecurityGroup", security_groups.DATABASE):
                yield one

    security_groups.connections = without


def swapped_target_group(_: Stage) -> None:
    """Send requests for catalog to orders, and the other way round."""
    names = dict(load_balancers.GRPC_SERVICES)
    names["catalog"], names["orders"] = names["orders"], names["catalog"]
    load_balancers.GRPC_SERVICES = names


def wrong_path(_: Stage) -> None:
    """Forward another path than that of orders to the bff."""
    config = load_balancers.PathPatternConfig

    def with_mistake(**properties: list[str]):
        values = [value.replace("/orders*", "/order/*") for value in properties["Values"]]
        return config(Values=values)

    load_balancers.PathPatternConfig = with_mistake


def wrong_health_port(_: Stage) -> None:
    """Check the health of targets on a port where nobody listens."""
    add = target_groups.add

    def on_wrong_port(template, environment, service):
        group = add(template, environment, service)
        group.HealthCheckPort = "9999"
        return group

    target_groups.add = on_wrong_port


def master_inherits_rds_iam(stage: Stage) -> None:
    """Grant rds_iam to the master user once the database is there."""
    put = stage.box.put_database

    def put_and_grant(database):
        put(database)
        stage.box.sql(database.id, f"GRANT rds_iam TO {database.master_username}")

    stage.box.put_database = put_and_grant


def role_without_put(_: Stage) -> None:
    """Let no role write into a bucket: receipts cannot be kept."""
    statements = services.service_statements

    def without(environment, service):
        for one in statements(environment, service):
            actions = [action for action in one["Action"] if action != "s3:PutObject"]
            yield from [{**one, "Action": actions}] if actions else []

    services.service_statements = without


def missing_package(stage: Stage) -> None:
    """Pack a release that lacks the package that talks to PostgreSQL."""
    folder = stage.folder / "wheels"
    shutil.copytree(release.WHEELS, folder)
    for wheel in folder.glob("asyncpg-*.whl"):
        wheel.unlink()
    release.WHEELS = folder


MISTAKES: Mapping[str, Mistake] = {
    "missing rule": missing_rule,
    "swapped target group": swapped_target_group,
    "wrong path": wrong_path,
    "wrong health port": wrong_health_port,
    "master inherits rds_iam": master_inherits_rds_iam,
    "role without s3:PutObject": role_without_put,
    "missing package": missing_package,
}
