"""`python -m users`: the server and the commands as processes of their own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import grpc.aio
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chassis.auth.access_tokens import TokenVerifier
from chassis.auth.users_client import USERS_SERVICES, users_keyring
from chassis.request_context import Role
from chassis.rpc import grpc_client
from chassis.rpc.grpc_client import connect
from tests.ports import free_port
from tienda.users.v1 import session_service_pb2 as session_pb
from tienda.users.v1 import session_service_pb2_grpc as session_grpc
from users.sessions.signing_keys import write_new_key

PASSWORD = "open the shop, please"


async def start(*arguments: str, environ: Mapping[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "users",
        *arguments,
        env={"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error", **environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(*arguments: str, environ: Mapping[str, str], typed: str = "") -> tuple[int, str]:
    process = await start(*arguments, environ=environ)
    out, err = await process.communicate(typed.encode())
    assert process.returncode is not None
    return process.returncode, (out + err).decode()


@pytest.fixture(scope="module")
async def environ(make_database, tmp_path_factory):
    key = tmp_path_factory.mktemp("users") / "key.pem"
    write_new_key(key)
    return {
        "DATABASE_URL": await make_database("users"),
        "LISTEN": f"127.0.0.1:{free_port()}",
        "SIGNING_KEY_FILE": str(key),
    }


@asynccontextmanager
async def serving(environ: Mapping[str, str]) -> AsyncIterator[grpc.aio.Channel]:
    process = await start(environ=environ)
    async with connect(environ["LISTEN"], USERS_SERVICES) as channel:
        await serves(channel)
        yield channel
        process.send_signal(signal.SIGTERM)
        _, err = await process.communicate()
    lines = [json.loads(line) for line in err.decode().splitlines()]
    assert [line["message"] for line in lines if line["logger"] == "tienda.server"] == [
        "listening",
        "serving",
        "draining",
    ]
    assert process.returncode == 0


async def serves(channel: grpc.aio.Channel) -> None:
    health = health_pb2_grpc.HealthStub(channel)
    request = health_pb2.HealthCheckRequest(service="tienda.users.v1.UserService")
    watch = health.Watch(request, timeout=20, wait_for_ready=True)
    async for answer in watch:
        if answer.status == health_pb2.HealthCheckResponse.SERVING:
            break
    watch.cancel()


async def test_an_admin_is_made_logs_in_and_a_script_has_its_token(environ):
    create = ("create-admin", "boss@example.com", "--password-stdin")
    assert await run(*create, environ=environ, typed="short\n") == (
        70,
        "users: a password has 8 to 256 characters\n",
    )
    assert (await run(*create, environ=environ, typed=f"{PASSWORD}\n"))[0] == 0
    code, said = await run("create-admin", "BOSS@example.com", environ=environ)
    assert (code, said) == (0, "the account is an admin's already; nothing has changed\n")
    code, issued = await run("issue-token", environ=environ)
    assert code == 0
    async with serving(environ) as channel:
        sessions = session_grpc.SessionServiceStub(channel)
        request = session_pb.CreateSessionRequest(email="boss@example.com", password=PASSWORD)
        answer = await grpc_client.call(sessions.CreateSession, request, timeout=5)
        verifier = TokenVerifier(users_keyring(channel))
        for token in (answer.tokens.access_token, issued.strip()):
            assert (await verifier.verify(token)).role is Role.ADMIN


async def test_a_start_with_a_wrong_environment_names_every_fault_and_ends(environ):
    code, said = await run(environ={"LISTEN": "anywhere", "DATABASE_URL": "postgresql://x"})
    assert code == os.EX_CONFIG
    assert {line.split()[1] for line in said.splitlines()} == {"LISTEN", "SIGNING_KEY_FILE"}


async def test_a_command_without_its_database_says_so(environ):
    nowhere = {"DATABASE_URL": f"postgresql://users:x@127.0.0.1:{free_port()}/users"}
    create = ("create-admin", "boss@example.com", "--password-stdin")
    code, said = await run(*create, environ=nowhere, typed=PASSWORD)
    assert (code, said) == (75, "users: the database does not answer\n")


async def test_the_server_leaves_at_home_what_only_deployment_needs(environ):
    script = "import sys, users.__main__; print({'alembic', 'boto3', 'dns'} & sys.modules.keys())"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert out.decode().strip() == "set()"
