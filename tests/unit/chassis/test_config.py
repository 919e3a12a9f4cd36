"""Settings from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.config import ConfigError, load, load_or_exit, setting
from chassis.settings import ServiceSettings


@dataclass(frozen=True)
class Shop:
    name: str = setting(help="what it is called")
    shelves: int = setting(help="1 or more", check=lambda n: n >= 1)
    key: str = setting(help="8 letters", check=lambda s: len(s) == 8, secret=True)
    open: bool = setting(default=True, help="true or false")
    folder: Path | None = setting(default=None, help="where it is")
    rent: float = setting(default=1.5, help="a number")


GOOD = {"NAME": "Tienda", "SHELVES": "3", "KEY": "sesame77"}


def test_what_is_not_set_has_its_default():
    assert load(Shop, GOOD) == Shop("Tienda", 3, "sesame77")


def test_every_type_is_read():
    environ = {**GOOD, "OPEN": "No", "FOLDER": "/srv", "RENT": "2"}
    assert load(Shop, environ) == Shop(
        "Tienda", 3, "sesame77", open=False, folder=Path("/srv"), rent=2.0
    )


def test_every_fault_is_named_at_once():
    with pytest.raises(ConfigError) as caught:
        load(Shop, {"SHELVES": "0", "KEY": "", "OPEN": "maybe", "RENT": "cheap"})
    assert caught.value.faults == [
        "NAME is not set: what it is called",
        "SHELVES is wrong ('0'): 1 or more",
        "KEY is not set: 8 letters",
        "OPEN is wrong ('maybe'): true or false",
        "RENT is wrong ('cheap'): a number",
    ]


def test_a_secret_is_not_shown_when_it_is_wrong():
    with pytest.raises(ConfigError) as caught:
        load(Shop, {**GOOD, "KEY": "hunter2"})
    assert caught.value.faults == ["KEY is wrong: 8 letters"]


def test_a_program_with_faults_says_each_on_a_line_and_ends(capsys):
    with pytest.raises(SystemExit) as caught:
        load_or_exit(Shop, {})
    assert caught.value.code == os.EX_CONFIG
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("configuration: ") for line in lines)


def test_a_service_needs_an_address_a_database_and_users():
    with pytest.raises(ConfigError) as caught:
        load(ServiceSettings, {"DATABASE_URL": "mysql://root:hunter2@db/orders", "LISTEN": ":1"})
    faults = {fault.split()[0]: fault for fault in caught.value.faults}
    assert faults.keys() == {"LISTEN", "DATABASE_URL", "USERS_ADDRESS"}
    assert "hunter2" not in faults["DATABASE_URL"]


@pytest.mark.parametrize(
    ("name", "good", "wrong"),
    [
        ("MOST_AT_ONCE", ("1", "10000"), ("0", "10001")),
        ("DATABASE_POOL_SIZE", ("2", "100"), ("1", "101")),
        ("DRAIN_NOTICE", ("0",), ("-1",)),
        ("MAX_CONNECTION_AGE", ("1", "1000000"), ("0", "1000001")),
    ],
)
def test_the_settings_of_every_service_have_bounds(
    name: str, good: tuple[str, ...], wrong: tuple[str, ...]
):
    environ = {
        "LISTEN": "127.0.0.1:1",
        "DATABASE_URL": "postgresql://orders@127.0.0.1/orders",
        "USERS_ADDRESS": "127.0.0.1:2",
    }
    for value in good:
        read = load(ServiceSettings, {**environ, name: value})
        assert getattr(read, name.lower()) == float(value)
    for value in wrong:
        with pytest.raises(ConfigError, match=name):
            load(ServiceSettings, {**environ, name: value})
