"""The platforms that a release is built for: processor, Python version, glibc version."""

from collections.abc import Mapping
from dataclasses import dataclass

PYTHON = "3.13"
"""The version of Debian 13; Amazon Linux 2023 has it as a package."""

_OLDEST_GLIBC, _NEWEST_GLIBC = 17, 34
"""Minor versions: manylinux2014 begins at 2.17; Amazon Linux 2023 has 2.34, Debian 13 has 2.41."""


@dataclass(frozen=True)
class Target:
    """One kind of machine: `arch` is Debian's and AWS's name of it, `machine` the kernel's."""

    arch: str
    machine: str

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platform tags of wheels that run on it, best first."""
        tags = (f"manylinux_2_{minor}" for minor in range(_NEWEST_GLIBC, _OLDEST_GLIBC - 1, -1))
        return tuple(f"{name}_{self.machine}" for name in (*tags, "manylinux2014"))

    @property
    def markers(self) -> Mapping[str, str]:
        """The values of the environment markers of requirements (PEP 508) on it."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{PYTHON}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{PYTHON}.0",
            "python_version": PYTHON,
            "sys_platform": "linux",
        }


TARGETS: Mapping[str, Target] = {
    "arm64": Target("arm64", "aarch64"),
    "amd64": Target("amd64", "x86_64"),
}
