"""What was tried between nodes is compared with what the design needs, both ways."""

from ipaddress import IPv4Address

from tests.rehearsal.scenes.reach import Place, Try, problems_of

BFF, DATABASE = (Place("Bff", IPv4Address("10.0.0.5")), Place("Database", IPv4Address("10.0.0.6")))
STANDBY = Place("Database", IPv4Address("10.0.0.7"))
NEEDED = {("Bff", "Database", 5432)}


def problems(*tries: Try) -> list[str]:
    return list(problems_of(tries, NEEDED))


def test_a_standby_is_reached_and_need_not_answer() -> None:
    tries = (Try(BFF, DATABASE, 5432, "answers"), Try(BFF, STANDBY, 5432, "closed"))
    assert problems(*tries) == []


def test_a_rule_that_is_missing_is_named() -> None:
    tries = (Try(BFF, DATABASE, 5432, "answers"), Try(BFF, STANDBY, 5432, "dropped"))
    assert problems(*tries) == ["Bff to Database on 5432: answers and dropped, must answer"]
    assert problems() == ["Bff to Database on 5432: there is no such node"]


def test_a_packet_that_gets_through_is_one_too_many_even_if_nobody_listens() -> None:
    allowed = Try(BFF, DATABASE, 5432, "answers")
    assert problems(allowed, Try(DATABASE, BFF, 22, "closed")) == [
        "Database to Bff on 22: closed, must be dropped"
    ]
    assert problems(allowed, Try(DATABASE, BFF, 22, "dropped")) == []
