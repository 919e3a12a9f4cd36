"""The data: one PostgreSQL, in two zones, and the key of tokens, which outlive all that serves."""

from typing import Any

from troposphere import GetAtt, Join, Ref, Sub, Template
from troposphere.iam import Role
from troposphere.rds import DBInstance, DBParameterGroup, DBSubnetGroup, MasterUserSecret
from troposphere.secretsmanager import GenerateSecretString, Secret, SecretTargetAttachment

from cloudformation.config.environment import POSTGRES_PORT, Environment
from cloudformation.stacks.resources import (
    BOUNDARY,
    OWN_KEY,
    add_outputs,
    add_parameters,
    assumed_by,
    log_group,
    new_template,
    skip,
    tags,
)

POSTGRES = "18"
"""The major version alone: AWS brings the minor ones, in the hour for maintenance."""
MASTER = "keeper"
"""Who prepares the databases. The services have users of their own, and no password."""

_PARAMETERS = {
    BOUNDARY: ("String", "The permissions boundary of every role"),
    "DatabaseSubnets": ("List<AWS::EC2::Subnet::Id>", "Subnets without a way out"),
    "DatabaseSecurityGroup": ("AWS::EC2::SecurityGroup::Id", "Who may reach it"),
}
_SETTINGS = {
    "rds.force_ssl": "1",
    "log_min_duration_statement": "1000",
    "log_lock_waits": "1",
    # A statement that fails is in the log as it was sent, not with what it carried.
    "log_parameter_max_length_on_error": "0",
    "log_parameter_max_length": "0",
    "idle_in_transaction_session_timeout": "60000",
}


def template(environment: Environment) -> Template:
    """Return the stack's template."""
    built = new_template(environment, "RDS for PostgreSQL")
    add_parameters(built, _PARAMETERS)
    built.add_resource(
        DBSubnetGroup(
            "SubnetGroup",
            DBSubnetGroupDescription="Subnets without a way out",
            SubnetIds=Ref("DatabaseSubnets"),
            Tags=tags(environment, "database"),
        )
    )
    built.add_resource(
        DBParameterGroup(
            "ParameterGroup",
            Description="TLS only, slow statements in the log, no values in it",
            Family=f"postgres{POSTGRES}",
            Parameters=_SETTINGS,
            Tags=tags(environment, "database"),
        )
    )
    built.add_resource(_monitoring_role())
    identifier = f"{environment.prefix}-database"
    logs = [
        # Named as RDS names them, and here first: RDS would keep them for good.
        built.add_resource(
            log_group(
                f"{log.title()}LogGroup", f"/aws/rds/instance/{identifier}/{log}", environment
            )
        )
        for log in ("postgresql", "upgrade")
    ]
    master, secret_arn = _master(built, environment)
    database = built.add_resource(
        DBInstance(
            "Database",
            **_like_each_other(environment),
            **master,
            DBInstanceIdentifier=identifier,
            Engine="postgres",
            EngineVersion=POSTGRES,
            MultiAZ=environment.database_multi_az,
            DBSubnetGroupName=Ref("SubnetGroup"),
            StorageEncrypted=True,
            AllocatedStorage=str(environment.database_storage),
            BackupRetentionPeriod=environment.database_backup_days,
            PreferredBackupWindow="02:00-03:00",
            PreferredMaintenanceWindow="tue:03:30-tue:04:30",
            EnableCloudwatchLogsExports=["postgresql", "upgrade"],
            Tags=tags(environment, "database"),
            DependsOn=[one.title for one in logs],
            DeletionPolicy="Snapshot",
            UpdateReplacePolicy="Snapshot",
        )
    )
    signing_key = built.add_resource(_signing_key(environment))
    if environment.database_replica:
        _add_replica(built, environment)
    add_outputs(
        built,
        {
            "DatabaseAddress": GetAtt(database, "Endpoint.Address"),
            "DatabaseIdentifier": Ref(database),
            "DatabaseResourceId": GetAtt(database, "DbiResourceId"),
            "MasterSecretArn": secret_arn,
            "SigningKeyArn": Ref(signing_key),
        },
    )
    return built


def _like_each_other(environment: Environment) -> dict[str, Any]:
    """Return what the database and its replica have alike."""
    return {
        "DBInstanceClass": environment.database_class,
        "StorageType": "gp3",
        "MaxAllocatedStorage": environment.database_most_storage,
        "Port": str(POSTGRES_PORT),
        "PubliclyAccessible": False,
        "VPCSecurityGroups": [Ref("DatabaseSecurityGroup")],
        "DBParameterGroupName": Ref("ParameterGroup"),
        "CACertificateIdentifier": "rds-ca-rsa2048-g1",
        "EnableIAMDatabaseAuthentication": True,
        "DeletionProtection": environment.deletion_protection,
        "AutoMinorVersionUpgrade": True,
        "CopyTagsToSnapshot": True,
        "EnablePerformanceInsights": True,
        "PerformanceInsightsRetentionPeriod": 7,
        "MonitoringInterval": 60,
        "MonitoringRoleArn": GetAtt("MonitoringRole", "Arn"),
    }


def _monitoring_role() -> Role:
    return Role(
        "MonitoringRole",
        Description="Lets RDS tell how its machines are",
        AssumeRolePolicyDocument=assumed_by("monitoring.rds.amazonaws.com"),
        PermissionsBoundary=Ref(BOUNDARY),
        ManagedPolicyArns=[
            Sub(
                "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
            )
        ],
    )


def _master(built: Template, environment: Environment) -> tuple[dict[str, Any], Any]:
    """Return how the database gets its master user, and the ARN of the secret with the password."""
    if not environment.database_replica:
        managed = {
            "MasterUsername": MASTER,
            "ManageMasterUserPassword": True,
            "MasterUserSecret": MasterUserSecret(),
        }
        return managed, GetAtt("Database", "MasterUserSecret.SecretArn")
    # RDS makes no replica of a database whose password it manages itself (for PostgreSQL): then
    # Secrets Manager draws one, which nobody sees either.
    secret = built.add_resource(
        Secret(
            "MasterSecret",
            Name=f"tienda/{environment.name}/master",
            Description="The master user of the database; the keeper alone reads it",
            GenerateSecretString=GenerateSecretString(
                SecretStringTemplate=f'{{"username": "{MASTER}"}}',
                GenerateStringKey="password",
                PasswordLength=40,
                ExcludePunctuation=True,
            ),
            Tags=tags(environment, "master"),
            Metadata=skip(CKV_AWS_149=OWN_KEY),
            # A name that is kept could not be taken again by a store that is opened anew.
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Retain",
        )
    )
    built.add_resource(
        SecretTargetAttachment(
            "MasterSecretAttachment",
            SecretId=Ref(secret),
            TargetId=Ref("Database"),
            TargetType="AWS::RDS::DBInstance",
        )
    )
    password = Join("", ["{{resolve:secretsmanager:", Ref(secret), ":SecretString:password}}"])
    return {"MasterUsername": MASTER, "MasterUserPassword": password}, Ref(secret)


def _signing_key(environment: Environment) -> Secret:
    """Return the key's seed, which Secrets Manager draws and no person ever has.

    Here, and not with the services: they may be torn down and made anew, and nobody is signed out.
    """
    return Secret(
        "SigningKey",
        Name=environment.signing_key_secret,
        Description="Seed of the Ed25519 key that users signs tokens with: 64 hex digits",
        GenerateSecretString=GenerateSecretString(
            PasswordLength=64,
            ExcludeUppercase=True,
            ExcludePunctuation=True,
            ExcludeCharacters="ghijklmnopqrstuvwxyz",
            RequireEachIncludedType=False,
        ),
        Tags=tags(environment, "signing-key"),
        Metadata=skip(CKV_AWS_149=OWN_KEY),
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Retain",
    )


def _add_replica(built: Template, environment: Environment) -> None:
    replica = DBInstance(
        "Replica",
        **_like_each_other(environment),
        DBInstanceIdentifier=f"{environment.prefix}-replica",
        SourceDBInstanceIdentifier=Ref("Database"),
        Tags=tags(environment, "replica"),
        Metadata=skip(
            CKV_AWS_16="a replica is encrypted as its database is",
            CKV_AWS_157="it is the third copy; the database itself is in two zones",
        ),
        # What it holds is the database's: nothing is lost with it.
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
    )
    # troposphere wants engine and storage, which a replica has from the database: that may have
    # grown since.
    built.add_resource(replica.no_validation())
    add_outputs(built, {"ReplicaAddress": GetAtt(replica, "Endpoint.Address")})
