"""The figures of the relevance benchmark, and how it reads a judged catalogue."""

import gzip
import json
import math

import pytest

from bench.relevance import judgments
from bench.relevance.bm25 import Bm25, index_of
from bench.relevance.folds import FOLDS, by_fold, fold_of
from bench.relevance.metrics import QueryResult, ndcg, recall, retentions, scores_of
from catalog.domain import Language

GRADES = {"best": 3, "good": 1, "wrong": 0}


def test_ndcg_is_one_for_the_best_order_and_less_for_any_other():
    assert ndcg(["best", "good"], GRADES) == 1
    # Gains 7 and 1, discounts 1 and log2(3).
    swapped = (1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3))
    assert ndcg(["good", "best"], GRADES) == pytest.approx(swapped)
    assert ndcg(["unknown", "wrong"], GRADES) == 0


def test_only_the_first_ten_count():
    assert ndcg(["unknown"] * 10 + ["best"], GRADES) == 0
    assert recall(["unknown"] * 10 + ["best"], GRADES) == 0


def test_nothing_to_find_scores_nothing():
    assert ndcg(["a"], {"a": 0}) == 0
    assert recall(["a"], {"a": 0}) == 0


def test_recall_is_the_share_of_what_is_any_good():
    assert recall(["good", "wrong"], GRADES) == 0.5


def result(words: str, *found: str, kind: str = "", of: str = "q1") -> QueryResult:
    return QueryResult(judgments.Query(of, "es", words, kind), found)


def test_figures_are_means():
    both = [result("a", "best", "good"), result("b", of="q2")]
    measured = scores_of(both, {"q1": GRADES, "q2": GRADES})
    assert (measured.queries, measured.ndcg, measured.recall, measured.empty) == (2, 0.5, 0.5, 0.5)
    assert measured.error == pytest.approx(0.5)


def test_a_query_that_nothing_is_good_for_counts_only_among_the_empty():
    both = [result("a", "best", "good"), result("b", of="q2")]
    measured = scores_of(both, {"q1": GRADES, "q2": {"wrong": 0}})
    assert (measured.queries, measured.ndcg, measured.error, measured.empty) == (1, 1, 0, 0.5)


def test_a_kind_keeps_what_its_queries_have_left_of_their_score():
    grades = {"q1": GRADES, "q2": GRADES}
    results = [
        result("mesa", "best", "good"),
        result("silla", "best", "good", of="q2"),
        result("msea", kind="typo_swap"),
        result("slila", "best", "good", kind="typo_swap", of="q2"),
        result("MESA", "best", "good", kind="upper"),
    ]
    kinds = retentions(results, grades)
    assert {kind: kept.kept for kind, kept in kinds.items()} == {"typo_swap": 0.5, "upper": 1}
    assert kinds["typo_swap"].empty == 0.5


def test_a_folder_is_read_with_its_variants_and_made_into_rows(tmp_path):
    (tmp_path / "queries.csv").write_text("qid,lang,query\nq1,en,laptop\n")
    (tmp_path / "queries_variants.csv").write_text(
        "qid,lang,query,kind\nq1#upper,en,LAPTOP,upper\n"
    )
    (tmp_path / "qrels.csv").write_text("qid,product_id,grade\nq1,7,3\n")
    product = {
        "id": "7",
        "title": "x" * 201,
        "brand": "Acme",
        "price_cents": 5,
        "attributes": {"touch_screen": False, "wi_fi": True, "weight": 2.0, "maker": "Acme"},
    }
    with gzip.open(tmp_path / "products.jsonl.gz", "wt") as lines:
        lines.write(json.dumps(product) + "\n" + json.dumps({"id": "8", "title": "y"}) + "\n")
    given = judgments.read(tmp_path)
    assert [(q.id, q.words, q.kind) for q in given.queries] == [
        ("q1", "laptop", ""),
        ("q1", "LAPTOP", "upper"),
    ]
    assert given.grades == {"q1": {"7": 3}}
    rows = list(judgments.rows(tmp_path, "EUR"))
    assert rows[0]["attributes"] == {"en": {"wi fi": "Yes", "weight": "2", "maker": "Acme"}}
    assert (rows[0]["sku"], len(rows[0]["names"]["en"])) == ("7", 200)
    assert rows[1]["price"] == {"amount": 100, "currency": "EUR"}


def test_plain_bm25_ranks_by_rare_words_in_short_texts():
    texts = {
        "long": "Mesas de roble para el comedor de casa y para la cocina de casa",
        "short": "Mesa de roble",
        "pine": "Mesa de pino",
        "chair": "Silla",
    }
    index = Bm25(texts, Language.ES)
    assert index.search("la mesa de ROBLÉ", 10) == ["short", "long", "pine"]
    assert index.search("roble", 1) == ["short"]
    assert index.search("de la", 10) == index.search("xyz", 10) == []


def test_plain_bm25_reads_what_the_shop_reads():
    row = {
        "sku": "7",
        "names": {"en": "Laptop"},
        "brand": "Acme",
        "attributes": {"en": {"Colour": "Grey"}},
        "descriptions": {"en": "Thin."},
    }
    index = index_of([row], Language.EN)
    assert all(index.search(word, 10) == ["7"] for word in ("laptops", "acme", "grey", "thin"))


def test_a_query_stays_in_its_fold_and_the_mean_is_over_folds():
    ids = [f"q{number}" for number in range(50)]
    assert {fold_of(one) for one in ids} == set(range(FOLDS))
    grades = dict.fromkeys(ids, GRADES)
    results = [result("a", "best", "good", of=one) for one in ids]
    assert by_fold(results, grades).each == [1.0] * FOLDS
    missed = [result("a", of=r.query.id) if not fold_of(r.query.id) else r for r in results]
    scores = by_fold(missed, grades)
    assert (scores.mean, scores.each[0]) == (pytest.approx(1 - 1 / FOLDS), 0)
    assert scores.deviation > 0
