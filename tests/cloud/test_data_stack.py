"""The database: Multi-AZ, encrypted, with snapshots, without a password in a template."""

from tests.cloud.resolved_stacks import ResolvedStack, resources_of_type


def test_the_database_is_in_two_zones_encrypted_and_kept(stacks: dict[str, ResolvedStack]) -> None:
    resources = stacks["data"].resources
    resource = resources["Database"]
    main = resource["Properties"]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")
    assert main["MultiAZ"] is True
    assert main["EngineVersion"] == "18", "AWS withdraws minor versions after a while"
    assert main["BackupRetentionPeriod"] >= 14
    for title, database in resources_of_type(stacks, "AWS::RDS::DBInstance"):
        assert database["PubliclyAccessible"] is False, title
        assert database["EnableIAMDatabaseAuthentication"] is True, title
        assert title == "Replica" or database["StorageEncrypted"] is True
    (settings,) = stacks["data"].of_type("AWS::RDS::DBParameterGroup").values()
    assert settings["Parameters"]["rds.force_ssl"] == "1"


def test_the_master_password_is_in_no_template(stacks: dict[str, ResolvedStack]) -> None:
    main = stacks["data"].resources["Database"]["Properties"]
    if "Replica" in stacks["data"].resources:
        # RDS creates no replica of a database whose password it manages.
        assert "ManageMasterUserPassword" not in main
        assert main["MasterUserPassword"].startswith("{{resolve:secretsmanager:")
    else:
        assert main["ManageMasterUserPassword"] is True
        assert "MasterUserPassword" not in main
