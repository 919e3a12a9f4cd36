"""`python -m cloudformation.machine.tend` does what an instance's processes need of root.

`settings PROCESS`, before each start: writes what the process finds in its environment, and the
secrets that it names, into memory (/run). `drain`, all the time: ends the processes when Auto
Scaling takes the instance away.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cloudformation.machine.boot import PLAN, Aws, metadata, persist

RUN = Path("/run/tienda")
_SPECIAL = r'(["\\`$])'
_QUOTED = r"\\\1"


def signing_key(seed: str) -> str:
    """Return an Ed25519 key, PEM, for its seed of 64 hex digits."""
    # PKCS #8 around a private key (RFC 8410) is these 16 bytes and the seed.
    der = bytes.fromhex("302e020100300506032b657004220420" + seed)
    body = base64.b64encode(der).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"


def key_seeds(aws: Aws, secret: str) -> Iterator[str]:
    """Yield the seed that signs, then that of the other key whose tokens are good, if there is one.

    The other is the next key once somebody has put one, in the stage AWSPENDING, and the last one
    else: Secrets Manager itself keeps that, in AWSPREVIOUS, when a version takes its place.
    """
    signs = aws.secret(secret, "AWSCURRENT")
    yield signs
    for stage in ("AWSPENDING", "AWSPREVIOUS"):
        with suppress(LookupError):
            if (other := aws.secret(secret, stage)) != signs:
                yield other
                return


def settings(process: str) -> None:
    """Write /run/tienda/PROCESS.env, for systemd alone to read, and the secrets that it names."""
    plan = json.loads(PLAN.read_text())
    # boto3 reads the one, everybody else the other.
    region = {"AWS_REGION": plan["region"], "AWS_DEFAULT_REGION": plan["region"]}
    environ = {**region, **plan["processes"][process]}
    if "SIGNING_KEY_FILE" in environ:
        seeds = key_seeds(Aws(plan["region"], plan["suffix"]), plan["signing_key"])
        for name in ("SIGNING_KEY_FILE", "OTHER_KEY_FILE"):
            if seed := next(seeds, None):
                _write(Path(environ[name]), signing_key(seed), "tienda")
            else:
                del environ[name]
    _write(RUN / f"{process}.env", "".join(map(_line, environ.items())))


def _line(setting: tuple[str, str]) -> str:
    # What has a meaning between double quotes in an EnvironmentFile gets a backslash before it.
    name, value = setting
    return f'{name}="{re.sub(_SPECIAL, _QUOTED, value)}"\n'


def _write(path: Path, text: str, owner: str = "root") -> None:
    path.parent.mkdir(exist_ok=True)
    path.parent.chmod(0o755)  # whatever systemd has set the umask to
    fresh = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    shutil.chown(fresh, owner)
    # In one step: who reads finds the old or the new.
    fresh.replace(path)


def drain() -> None:
    """Wait until Auto Scaling takes this instance away; end its processes, then the hook."""
    plan = json.loads(PLAN.read_text())
    while _metadata_or_nothing("autoscaling/target-lifecycle-state") != "Terminated":
        time.sleep(5)
    # Each says NOT_SERVING, waits for the load balancers to see it, and finishes what it has begun.
    units = [f"tienda@{process}.service" for process in plan["processes"]]
    subprocess.run(["systemctl", "stop", *units], check=False)
    Aws(plan["region"], plan["suffix"]).query(
        "autoscaling",
        Action="CompleteLifecycleAction",
        Version="2011-01-01",
        AutoScalingGroupName=plan["group"],
        LifecycleHookName=plan["hook"],
        InstanceId=persist(lambda: metadata("instance-id")),
        LifecycleActionResult="CONTINUE",
    )


def _metadata_or_nothing(path: str) -> str:
    try:
        return metadata(path)
    except OSError:
        return ""


def main(task: str, *about: str) -> None:
    """Do one of the two."""
    if task == "settings":
        settings(*about)
    else:
        drain()


if __name__ == "__main__":
    main(*sys.argv[1:])
