"""The benchmark asks for what is there, in its own words each time, and reads pgbench rightly."""

import random
from itertools import islice
from uuid import UUID

import pytest

from bench.speed import order_scripts, pgbench
from bench.speed.products import product
from bench.speed.queries import beginnings, queries, spelt_anew, zipf
from bench.speed.statements import with_values


def test_a_product_is_the_same_for_the_same_seed_and_another_for_another():
    assert product(7, seed=1) == product(7, seed=1)
    assert product(7, seed=1) != product(7, seed=2)


def test_every_third_product_is_some_kind_of_table():
    names = [product(number, seed=1)["names"]["es"].lower() for number in range(300)]
    assert sum("mesa" in name for name in names) == 100


def test_common_queries_come_often_and_all_come_from_the_catalogue():
    typed = queries(1000, seed=1)
    assert typed == queries(1000, seed=1)
    drawn = list(islice(zipf(typed, random.Random(1)), 10_000))  # noqa: S311 (to be the same again)
    assert drawn.count(typed[0]) > 5 * drawn.count(typed[9]) > 0
    assert all(len(begun.words) >= 2 for begun in beginnings(1000, seed=1))


def test_one_query_is_spelt_in_many_ways():
    spelt = {spelt_anew("mesa roble", number) for number in range(512)}
    assert len(spelt) == 512
    assert {words.lower() for words in spelt} == {"mesa roble"}


def test_values_are_written_as_postgresql_reads_them():
    values = ["it's", None, True, 7, UUID(int=1), ["a", "b"], []]
    written = with_values("$1 $2 $3 $4 $5 $6 $7", values)
    one = "'00000000-0000-0000-0000-000000000001'"
    assert written == f"'it''s' NULL TRUE (7) {one} ARRAY['a', 'b'] '{{}}'"


def test_the_order_of_one_statement_has_no_bind_left():
    script = order_scripts.in_one(1000)
    assert ":id" not in script
    assert ":low" in script


def test_what_pgbench_says_is_read_and_failed_transactions_are_no_speed():
    said = "number of failed transactions: {} (0%)\nlatency average = 2.5 ms\ntps = 400.25 (x)\n"
    assert pgbench.read(said.format(0), "", 0) == pgbench.Rate(400.25, 2.5)
    with pytest.raises(pgbench.PgbenchFailed, match="3 transactions failed"):
        pgbench.read(said.format(3), "", 0)
    with pytest.raises(pgbench.PgbenchFailed, match="no such table"):
        pgbench.read("", "no such table", 1)
