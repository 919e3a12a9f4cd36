"""The keeper: a machine that is started to prepare the databases, and ends when it has.

It makes the databases and their users when the store is new, and migrates them at each release; the
services' own machines hold no password that could. There is none until `aws ec2 run-instances`, as
the deploy command does, starts one from the launch template.
"""

from troposphere import Ref, Select, Template

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import (
    add_outputs,
    add_parameters,
    instance_role,
    new_template,
    statement,
)
from cloudformation.stacks.services import launch_templates

KEEPER = "keeper"
INSTANCE_TYPE = "t4g.micro"

_PARAMETERS = {
    **launch_templates.RELEASE_PARAMETERS,
    "ApplicationSubnets": ("List<AWS::EC2::Subnet::Id>", "Where machines are"),
    "KeeperSecurityGroup": ("AWS::EC2::SecurityGroup::Id", "Reaches PostgreSQL"),
    "MasterSecretArn": ("String", "The secret with the master user's password"),
}


def template(environment: Environment) -> Template:
    """Return the stack's template."""
    built = new_template(environment, "the machine that prepares the databases")
    add_parameters(built, _PARAMETERS)
    launch_templates.add_image(built)
    logs = launch_templates.add_log_group(built, environment, KEEPER)
    statements = [
        *launch_templates.common_statements(environment, logs),
        statement(
            ["secretsmanager:GetSecretValue"], Ref("MasterSecretArn"), sid="ReadTheMastersPassword"
        ),
    ]
    role, profile = instance_role("Keeper", statements, "Prepares the databases")
    built.add_resource(role)
    built.add_resource(profile)
    made = launch_templates.add_launch_template(
        built,
        environment,
        KEEPER,
        instance_type=INSTANCE_TYPE,
        profile=profile,
        security_group=Ref("KeeperSecurityGroup"),
        # Whoever starts one need say nothing, and IAM lets GitHub's role say nothing.
        subnet=Select(0, Ref("ApplicationSubnets")),
        more={"InstanceInitiatedShutdownBehavior": "terminate"},
    )
    add_outputs(
        built,
        {
            "LaunchTemplateId": Ref(made),
            "LaunchTemplateVersion": made.get_att("LatestVersionNumber"),
        },
    )
    return built
