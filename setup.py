"""Builds the gRPC code along with the package; all metadata is in setup.cfg."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# An isolated build does not have the project's own folder on its path.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from protos.build import build


class BuildWithProtos(build_py):
    """`build_py` that generates `tienda/` first, so that it is found and packed like any other."""

    def finalize_options(self) -> None:
        """Generate, then add what was generated to the packages."""
        build()
        # setup.cfg's find: ran before the package existed.
        root = Path("tienda")
        generated = [".".join(path.parts) for path in root.rglob("*") if path.is_dir()]
        packages = [name for name in ["tienda", *generated] if "__pycache__" not in name]
        self.distribution.packages = sorted({*(self.distribution.packages or []), *packages})
        super().finalize_options()


setup(cmdclass={"build_py": BuildWithProtos})
