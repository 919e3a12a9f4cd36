"""What the local store tells PostgreSQL."""

import os

from local import postgres


def _sparse(folder, megabytes: int) -> None:
    (folder / "base" / "1").mkdir(parents=True)
    with (folder / "base" / "1" / "16384").open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)


def test_a_cluster_that_is_not_there_yet_gets_the_least(tmp_path) -> None:
    assert postgres.shared_buffers(tmp_path / "postgres") == 256


def test_a_large_catalogue_is_held_whole_within_a_quarter_of_the_memory(tmp_path) -> None:
    _sparse(tmp_path, 700)
    quarter = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4 // 1024**2
    assert postgres.shared_buffers(tmp_path) == max(256, min(700, quarter))


def test_more_than_a_quarter_of_the_memory_is_never_taken(tmp_path) -> None:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024**2
    _sparse(tmp_path, memory)
    assert postgres.shared_buffers(tmp_path) == max(256, memory // 4)


def test_a_password_is_no_argument_of_a_program() -> None:
    url = postgres.Server(5432, "s3cret").url("orders", role="postgres")
    assert postgres.split_password(url) == (
        "postgresql://postgres@127.0.0.1:5432/orders",
        {"PGPASSWORD": "s3cret"},
    )
