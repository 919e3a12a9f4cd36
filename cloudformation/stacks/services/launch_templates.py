"""What every machine of the store is: its image, its disk, how it is reached, what all may do."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import GetAtt, Parameter, Ref, Sub, Template
from troposphere.ec2 import (
    EBSBlockDevice,
    IamInstanceProfile,
    LaunchTemplate,
    LaunchTemplateBlockDeviceMapping,
    LaunchTemplateData,
    MetadataOptions,
    Monitoring,
    NetworkInterfaces,
    TagSpecifications,
)
from troposphere.iam import InstanceProfile
from troposphere.logs import LogGroup

from cloudformation.config.environment import Environment
from cloudformation.stacks.resources import BOUNDARY, arn, log_group, own_arn, statement, tags
from cloudformation.stacks.services.user_data import user_data

IMAGE = "ImageId"
_LATEST = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
DISK = 16
"""GiB."""

RELEASE_PARAMETERS = {
    BOUNDARY: ("String", "The permissions boundary of every role"),
    "ReleaseBucket": ("String", "The bucket that releases are in"),
    "ReleaseKey": ("String", "The S3 key of the release, named by its SHA-256"),
    "DatabaseAddress": ("String", "Where PostgreSQL listens"),
}


def add_image(built: Template) -> None:
    """Add the parameter by which each deployment takes the newest image of Amazon Linux."""
    built.add_parameter(
        Parameter(
            IMAGE,
            Type="AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
            Default=_LATEST,
            Description="Amazon Linux 2023, arm64",
        )
    )


def add_log_group(built: Template, environment: Environment, process: str) -> LogGroup:
    """Add the log group of a machine's processes."""
    title = f"{process.title()}LogGroup"
    group: LogGroup = built.add_resource(
        log_group(title, environment.log_group(process), environment)
    )
    return group


def add_launch_template(
    built: Template,
    environment: Environment,
    process: str,
    *,
    instance_type: str,
    profile: InstanceProfile,
    security_group: Any,
    subnet: Any = None,
    more: Mapping[str, Any],
) -> LaunchTemplate:
    """Add how a machine is started; `more` is what differs.

    Without a `subnet` it is for a group, which chooses one.
    """
    where = {"SubnetId": subnet} if subnet else {}
    made: LaunchTemplate = built.add_resource(
        LaunchTemplate(
            f"{process.title()}LaunchTemplate",
            LaunchTemplateName=f"{environment.prefix}-{process}",
            TagSpecifications=[_tagged("launch-template", environment, process)],
            LaunchTemplateData=LaunchTemplateData(
                ImageId=Ref(IMAGE),
                InstanceType=instance_type,
                IamInstanceProfile=IamInstanceProfile(Arn=GetAtt(profile, "Arn")),
                UserData=user_data(environment, process),
                EbsOptimized=True,
                Monitoring=Monitoring(Enabled=True),
                MetadataOptions=MetadataOptions(
                    HttpEndpoint="enabled", HttpTokens="required", HttpPutResponseHopLimit=1
                ),
                NetworkInterfaces=[
                    NetworkInterfaces(
                        DeviceIndex=0,
                        AssociatePublicIpAddress=False,
                        Groups=[security_group],
                        **where,
                    )
                ],
                BlockDeviceMappings=[
                    LaunchTemplateBlockDeviceMapping(
                        DeviceName="/dev/xvda",
                        Ebs=EBSBlockDevice(
                            Encrypted=True,
                            VolumeType="gp3",
                            VolumeSize=DISK,
                            DeleteOnTermination=True,
                        ),
                    )
                ],
                TagSpecifications=[
                    _tagged(kind, environment, process) for kind in ("instance", "volume")
                ],
                **more,
            ),
        )
    )
    return made


def _tagged(kind: str, environment: Environment, process: str) -> TagSpecifications:
    return TagSpecifications(ResourceType=kind, Tags=tags(environment, process, Process=process))


def common_statements(environment: Environment, logs: LogGroup) -> list[dict[str, Any]]:
    """Return what every machine may: fetch the release, write its own log, tell how its start went.

    And, where the store allows it, be reached by Systems Manager, by whom IAM lets in.
    """
    allowed = [
        statement(["s3:GetObject"], objects("ReleaseBucket", "releases/"), sid="FetchTheRelease"),
        statement(["logs:CreateLogStream", "logs:PutLogEvents"], arn(logs), sid="WriteItsOwnLog"),
        statement(["cloudformation:SignalResource"], Ref("AWS::StackId"), sid="TellHowItWent"),
    ]
    if environment.session_manager:
        instances = own_arn("ec2::instance/*")
        allowed.append(statement(["ssm:UpdateInstanceInformation"], instances, sid="BeKnown"))
        # These name no resource in IAM.
        allowed.append(
            statement(
                [
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                "*",
                sid="BeReachedBySystemsManager",
            )
        )
    return allowed


def database_login(*users: str) -> dict[str, Any]:
    """Return a statement that lets a machine log into PostgreSQL as these users."""
    each = [
        Sub(
            "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}"
            f":dbuser:${{DatabaseResourceId}}/{user}"
        )
        for user in users
    ]
    return statement(["rds-db:connect"], each, sid="LogIntoTheDatabase")


def objects(parameter: str, under: str = "") -> Sub:
    """Return the ARN of the objects under a prefix, in the bucket that a parameter names."""
    return Sub(f"arn:${{AWS::Partition}}:s3:::${{{parameter}}}/{under}*")


def bucket(parameter: str) -> Sub:
    """Return the ARN of the bucket that a parameter names."""
    return Sub(f"arn:${{AWS::Partition}}:s3:::${{{parameter}}}")


def lifecycle(group_name: str) -> dict[str, Any]:
    """Return a statement that lets a machine end its own hook, once it has drained."""
    group = own_arn(f"autoscaling::autoScalingGroup:*:autoScalingGroupName/{group_name}")
    actions: Sequence[str] = (
        "autoscaling:CompleteLifecycleAction",
        "autoscaling:RecordLifecycleActionHeartbeat",
    )
    return statement(actions, group, sid="EndItsOwnHook")
