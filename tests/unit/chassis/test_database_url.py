import ssl

import boto3
import pytest
from botocore.credentials import Credentials

from chassis.db import rds_iam_auth
from chassis.db.database_url import is_postgres_url, parse_database_url

HOST = "tienda.abc.eu-west-1.rds.amazonaws.com"


class Role:
    """A session with AWS, as a machine with a role has it."""

    def __init__(self, region: str | None = "eu-west-1", *, has_role: bool = True) -> None:
        self.region = region
        self.credentials = Credentials("AKIDEXAMPLE", "secret", "session") if has_role else None

    def get_credentials(self):
        return self.credentials

    def get_config_variable(self, name: str):
        return {"region": self.region}[name]


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("postgresql://orders:secret@127.0.0.1:5432/orders", True),
        ("postgresql://orders@127.0.0.1/orders?ssl=require", True),
        (f"postgresql://orders@{HOST}/orders?login=iam&sslrootcert=/etc/rds.pem", True),
        (f"postgresql://orders@{HOST}/orders?login=iam", False),
        (f"postgresql://orders:secret@{HOST}/orders?login=iam&sslrootcert=/etc/rds.pem", False),
        ("postgresql:///orders?login=iam&sslrootcert=/etc/rds.pem", False),
        (f"postgresql://orders@{HOST}/orders?login=kerberos", False),
        ("postgresql://orders@127.0.0.1:port/orders", False),
        ("mysql://orders@127.0.0.1/orders", False),
    ],
)
def test_a_url_says_who_logs_in_and_how(url: str, good: bool) -> None:
    assert is_postgres_url(url) is good


def test_a_url_with_a_password_is_handed_on_as_it_is() -> None:
    url, more = parse_database_url("postgresql://orders:secret@127.0.0.1:5432/orders?ssl=require")
    assert url.render_as_string(hide_password=False) == (
        "postgresql+asyncpg://orders:secret@127.0.0.1:5432/orders?ssl=require"
    )
    assert more == {}


def test_with_iam_the_server_is_checked_and_nothing_of_ours_goes_to_asyncpg(tmp_path) -> None:
    authorities = tmp_path / "rds.pem"
    authorities.write_text("")
    with pytest.raises(ssl.SSLError):
        parse_database_url(f"postgresql://orders@{HOST}/orders?login=iam&sslrootcert={authorities}")


async def test_the_token_is_what_aws_own_client_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
    for name, value in {**moment, "AWS_SESSION_TOKEN": "session"}.items():
        monkeypatch.setenv(name, value)
    client = boto3.session.Session().client("rds", region_name="eu-west-1")
    password = rds_iam_auth.password_provider(HOST, 5432, "orders", Role())
    for _ in range(3):  # unless the second changed in between
        theirs = client.generate_db_auth_token(HOST, 5432, "orders")
        ours = await password()
        if ours == theirs:
            break
    assert _parts(ours) == _parts(theirs)


def _parts(token: str) -> set[str]:
    head, _, query = token.partition("?")
    return {head, *query.split("&")}


@pytest.mark.parametrize("session", [Role(None), Role(has_role=False)])
def test_a_machine_without_a_role_or_region_is_told_so(session: Role) -> None:
    with pytest.raises(rds_iam_auth.IamAuthError):
        rds_iam_auth.sign_token(session, HOST, 5432, "orders")
