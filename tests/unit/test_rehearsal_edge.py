"""The rules of caching that the rehearsal's edge has from a distribution's config."""

import pytest

from tests.rehearsal.box.edge import policies


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/products*", "/products/7", True),
        ("products*", "/products", True),
        ("/media/*", "/media", False),
        ("/a?c", "/abc", True),
        ("/Products*", "/products", False),
    ],
)
def test_a_pattern_fits_whole_paths(pattern: str, path: str, *, fits: bool) -> None:
    assert policies.matches(pattern, path) is fits


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        ("max-age=60", 60),
        ("max-age=60, s-maxage=5", 5),
        ("max-age=9999", 300),
        ("private, max-age=60", 0),
        ("no-store", 0),
        ("", 10),
    ],
)
def test_a_good_answer_is_kept_as_it_says_within_the_policys_limits(
    cache_control: str, seconds: float
) -> None:
    policy = {"MinTTL": 0, "DefaultTTL": 10, "MaxTTL": 300}
    assert policies.time_to_live(policy, {"cache-control": cache_control}) == seconds


@pytest.mark.parametrize(
    ("status", "cache_control", "seconds"),
    [
        (404, "private, no-store", 10),
        (404, "max-age=60", 60),
        (403, "", 0),
        (403, "max-age=60", 60),
        (503, "no-store", 0),
    ],
)
def test_an_error_is_kept_for_ten_seconds_unless_the_config_says_otherwise(
    status: int, cache_control: str, seconds: float
) -> None:
    config = {"CustomErrorResponses": [{"ErrorCode": 503, "ErrorCachingMinTTL": 0}]}
    headers = {"cache-control": cache_control}
    assert policies.error_time_to_live(config, status, headers) == seconds


def test_the_key_has_what_the_policy_chooses_and_nothing_else() -> None:
    policy = {
        "ParametersInCacheKeyAndForwardedToOrigin": {
            "EnableAcceptEncodingGzip": True,
            "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["Accept-Language"]},
            "CookiesConfig": {"CookieBehavior": "none"},
            "QueryStringsConfig": {"QueryStringBehavior": "all"},
        }
    }
    headers = {"accept-language": "es", "accept-encoding": "gzip, br", "user-agent": "x"}
    assert policies.cache_key(policy, "/products", "q=mesa&page=", headers, {"a": "b"}) == (
        "/products",
        (("page", ""), ("q", "mesa")),
        (("accept-encoding", "gzip"), ("accept-language", "es")),
        (),
    )
