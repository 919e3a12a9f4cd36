"""Generates the package `tienda` from the protos in this folder.

`python -m protos.build` writes it beside this package; the build of a wheel calls `build()`.
"""

import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "tienda"


class ProtocError(RuntimeError):
    """protoc failed; its errors are on stderr."""


def build(target: Path = TARGET) -> int:
    """Generate messages, gRPC stubs and their types; return the number of proto files.

    The folder `target` is replaced as a whole, so that no stale file stays. Raise ProtocError.
    """
    # Imported here: only a build needs the compiler.
    import grpc_tools
    from grpc_tools import protoc

    sources = sorted(HERE.rglob("*.proto"))
    fresh = target.with_name(target.name + ".building")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    arguments = [
        "protoc",
        f"--proto_path={HERE}",
        f"--proto_path={well_known}",
        f"--python_out={fresh}",
        f"--grpc_python_out={fresh}",
        f"--mypy_out=quiet:{fresh}",
        f"--mypy_grpc_out=quiet,only_async:{fresh}",
        *map(str, sources),
    ]
    # protoc looks for its plugins on PATH, where an inactive virtual environment is not.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    if protoc.main(arguments) != 0:
        raise ProtocError("protoc failed on the files in protos/")
    package = fresh / "tienda"
    for folder in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        (folder / "__init__.py").touch()
    (package / "py.typed").touch()
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(package, target)
    shutil.rmtree(fresh)
    return len(sources)


if __name__ == "__main__":
    try:
        count = build()
    except ProtocError as error:
        sys.exit(str(error))
    print(f"{count} proto files built into {TARGET.name}/")
