"""The launch template of the database setup, in the stack `keeper`.

The deploy command runs one such instance for each release. It creates missing databases and their
users, migrates all databases, and terminates. It alone can read the master user's password;
the services' instances cannot.
"""

from troposphere import Ref, Select, Template

from cloudformation.config.environment import Environment
from cloudformation.config.settings import BOOTS, DATABASE_SETUP
from cloudformation.stacks.data import MASTER_USERNAME
from cloudformation.stacks.resources import (
    add_outputs,
    add_parameters,
    instance_role,
    new_template,
    statement,
)
from cloudformation.stacks.services import launch_templates

INSTANCE_TYPE = "t4g.micro"

_PARAMETERS = {
    **launch_templates.RELEASE_PARAMETERS,
    "ApplicationSubnets": ("List<AWS::EC2::Subnet::Id>", "Where machines are"),
    "DatabaseResourceId": ("String", "The database as IAM names it, db-..."),
    "KeeperSecurityGroup": ("AWS::EC2::SecurityGroup::Id", "Reaches PostgreSQL"),
    "MasterSecretArn": ("String", "The secret with the master user's password"),
}


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "the machine that prepares the databases")
    add_parameters(template, _PARAMETERS)
    launch_templates.add_image(template)
    logs = launch_templates.add_log_group(template, environment, DATABASE_SETUP)
    # Here, since the stack `services` takes its own log groups along when its creation fails.
    launch_templates.add_log_group(template, environment, BOOTS)
    statements = [
        *launch_templates.common_statements(environment, logs),
        statement(
            ["secretsmanager:GetSecretValue"], Ref("MasterSecretArn"), sid="ReadTheMastersPassword"
        ),
        # RDS takes nothing else from a master user that inherits rds_iam.
        launch_templates.database_login_statement(MASTER_USERNAME),
    ]
    role, profile = instance_role(environment, "Keeper", statements, "Prepares the databases")
    template.add_resource(role)
    template.add_resource(profile)
    launch_template = launch_templates.add_launch_template(
        template,
        environment,
        DATABASE_SETUP,
        instance_type=INSTANCE_TYPE,
        profile=profile,
        security_group=Ref("KeeperSecurityGroup"),
        # In the template, because IAM does not let GitHub's role choose a subnet.
        subnet=Select(0, Ref("ApplicationSubnets")),
        extra={"InstanceInitiatedShutdownBehavior": "terminate"},
    )
    add_outputs(
        template,
        {
            "LaunchTemplateId": Ref(launch_template),
            "LaunchTemplateVersion": launch_template.get_att("LatestVersionNumber"),
        },
    )
    return template
