"""Measures what a machine has left: CloudWatch itself knows neither its memory nor its disk."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

MEMORY = Path("/proc/meminfo")


def used_memory(meminfo: str) -> float:
    """Return the share of memory that is not available to a new process, in per cent."""
    sizes = dict(line.split(":") for line in meminfo.splitlines())
    total, available = (int(sizes[name].split()[0]) for name in ("MemTotal", "MemAvailable"))
    return round(100 * (1 - available / total), 1)


def used_disk(folder: str) -> float:
    """Return the share of the file system of a folder that is in use, in per cent."""
    disk = os.statvfs(folder)
    return round(100 * (1 - disk.f_bavail / disk.f_blocks), 1)


def usage_line(service: str) -> str:
    """Return what a machine of a service uses now, as a log line like those of its processes."""
    return json.dumps(
        {
            "time": datetime.now(UTC).isoformat(),
            "level": "INFO",
            "logger": "tienda.machine",
            "message": "machine",
            "service": service,
            "memory_used": used_memory(MEMORY.read_text()),
            "disk_used": used_disk("/"),
        }
    )
