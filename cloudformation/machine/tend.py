"""`python -m cloudformation.machine.tend TASK` does the work on an instance that needs root.

`settings PROCESS` runs before each start of a process: it writes the process's environment and
secrets to memory (/run). `drain` runs all the time: it stops the processes when Auto Scaling
terminates the instance.
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

from cloudformation.machine.boot import PLAN, Aws, metadata, retry

RUN_FOLDER = Path("/run/tienda")
_SPECIAL = r'(["\\`$])'
_QUOTED = r"\\\1"


class Secrets(Aws):
    """Secrets Manager, in one region."""

    def secret(self, name: str, stage: str) -> str:
        """Return the text of a secret, by name or ARN, in one of its version stages.

        Raise LookupError when there is no such secret or no version in that stage.
        """
        request = {"SecretId": name, "VersionStage": stage}
        return str(
            self.json("secretsmanager", "secretsmanager.GetSecretValue", request)["SecretString"]
        )


def signing_key(seed: str) -> str:
    """Return the Ed25519 private key, PEM, of a seed of 64 hex digits."""
    # PKCS #8 of an Ed25519 key (RFC 8410): these 16 bytes, then the seed.
    der = bytes.fromhex("302e020100300506032b657004220420" + seed)
    body = base64.b64encode(der).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"


def key_seeds(aws: Secrets, secret: str) -> Iterator[str]:
    """Yield the seed of the key that signs, then that of the other key that verifies, if any.

    The other key is the next one, in the stage AWSPENDING, or else the previous one, which Secrets
    Manager keeps in AWSPREVIOUS.
    """
    current = aws.secret(secret, "AWSCURRENT")
    yield current
    for stage in ("AWSPENDING", "AWSPREVIOUS"):
        with suppress(LookupError):
            if (other := aws.secret(secret, stage)) != current:
                yield other
                return


def headers(aws: Secrets, secret: str) -> dict[str, str]:
    """Return the setting of the headers that telemetry needs; none where they cannot be read.

    A shop that is not seen is better than none.
    """
    try:
        return {"OTEL_EXPORTER_OTLP_HEADERS": aws.secret(secret, "AWSCURRENT").strip()}
    except (OSError, LookupError) as error:
        print(f"telemetry without headers: {error}", flush=True)
        return {}


def settings(process: str) -> None:
    """Write /run/tienda/PROCESS.env, readable by root alone, and the key files that it names."""
    plan = json.loads(PLAN.read_text())
    # boto3 reads AWS_DEFAULT_REGION, other tools AWS_REGION.
    region = {"AWS_REGION": plan["region"], "AWS_DEFAULT_REGION": plan["region"]}
    environ = {**region, **plan["processes"][process]}
    if "SIGNING_KEY_FILE" in environ:
        seeds = key_seeds(Secrets(plan["region"], plan["suffix"]), plan["signing_key"])
        for name in ("SIGNING_KEY_FILE", "OTHER_KEY_FILE"):
            if seed := next(seeds, None):
                _write(Path(environ[name]), signing_key(seed), "tienda")
            else:
                del environ[name]
    if "telemetry" in plan:
        environ |= headers(Secrets(plan["region"], plan["suffix"]), plan["telemetry"])
    _write(RUN_FOLDER / f"{process}.env", "".join(map(_env_line, environ.items())))


def _env_line(setting: tuple[str, str]) -> str:
    # Escapes what is special between double quotes in an EnvironmentFile of systemd.
    name, value = setting
    return f'{name}="{re.sub(_SPECIAL, _QUOTED, value)}"\n'


def _write(path: Path, text: str, owner: str = "root") -> None:
    path.parent.mkdir(exist_ok=True)
    path.parent.chmod(0o755)  # whatever the umask is
    new_file = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(new_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    shutil.chown(new_file, owner)
    # Atomic: a reader finds the old contents or the new.
    new_file.replace(path)


def drain() -> None:
    """Wait until Auto Scaling terminates this instance; stop its processes, complete the hook."""
    plan = json.loads(PLAN.read_text())
    while _metadata_or_empty("autoscaling/target-lifecycle-state") != "Terminated":
        time.sleep(5)
    # Each process reports NOT_SERVING, waits until load balancers have seen it, and finishes its
    # requests.
    units = [f"tienda@{process}.service" for process in plan["processes"]]
    subprocess.run(["systemctl", "stop", *units], check=False)
    Aws(plan["region"], plan["suffix"]).query(
        "autoscaling",
        Action="CompleteLifecycleAction",
        Version="2011-01-01",
        AutoScalingGroupName=plan["group"],
        LifecycleHookName=plan["hook"],
        InstanceId=retry(lambda: metadata("instance-id")),
        LifecycleActionResult="CONTINUE",
    )


def _metadata_or_empty(path: str) -> str:
    try:
        return metadata(path)
    except OSError:
        return ""


def main(task: str, *arguments: str) -> None:
    """Run a task, settings or drain."""
    if task == "settings":
        settings(*arguments)
    else:
        drain()


if __name__ == "__main__":
    main(*sys.argv[1:])
