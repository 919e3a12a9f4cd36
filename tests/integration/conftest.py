from tests.store import store

__all__ = ["store"]
