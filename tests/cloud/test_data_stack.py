"""The database: in two zones, encrypted, kept, and with a password that nobody has."""

from tests.cloud.account import Made, every


def test_the_database_is_in_two_zones_encrypted_and_kept(stacks: dict[str, Made]) -> None:
    databases = stacks["data"].resources
    shape = databases["Database"]
    main = shape["Properties"]
    assert (shape["DeletionPolicy"], shape["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")
    assert main["MultiAZ"] is True
    assert main["EngineVersion"] == "18", "AWS takes minor versions away after a while"
    assert main["BackupRetentionPeriod"] >= 14
    for title, one in every(stacks, "AWS::RDS::DBInstance"):
        assert one["PubliclyAccessible"] is False, title
        assert one["EnableIAMDatabaseAuthentication"] is True, title
        assert title == "Replica" or one["StorageEncrypted"] is True
    (settings,) = stacks["data"].of_type("AWS::RDS::DBParameterGroup").values()
    assert settings["Parameters"]["rds.force_ssl"] == "1"


def test_nobody_writes_the_masters_password(stacks: dict[str, Made]) -> None:
    main = stacks["data"].resources["Database"]["Properties"]
    if "Replica" in stacks["data"].resources:
        # RDS makes no replica of a database whose password it manages.
        assert "ManageMasterUserPassword" not in main
        assert main["MasterUserPassword"].startswith("{{resolve:secretsmanager:")
    else:
        assert main["ManageMasterUserPassword"] is True
        assert "MasterUserPassword" not in main
