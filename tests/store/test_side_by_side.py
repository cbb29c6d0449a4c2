"""Two readers and one writer behind one address, started as plain processes from the compose file, with a small proxy before them."""

import http.client
import os
import shlex
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import yaml
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from data.schema import Refused
from data.store import follow, open_store
from tests.store.interruptions import upload

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def started(service: str, database: Path, port: int):
    """A service of the compose file as a process, its port and its database put in the place of those of the container."""
    changes = {"--server.address=0.0.0.0": "--server.address=127.0.0.1", "--server.port=8501": f"--server.port={port}"}
    command = [sys.executable, "-m", *(changes.get(part, part) for part in SERVICES[service]["command"]), "--server.headless=true"]
    environment = {**os.environ, **SERVICES[service]["environment"], "SUANLI_DATABASE": str(database)}
    with database.with_name(f"{port}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def proxied(writer: int, readers: list[int]):
    """A proxy that gives /write/ to the writer and the rest to one of the readers, by the header Turn."""
    listening = socket.create_server(("127.0.0.1", 0))

    def passed_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while part := one.recv(65536):
                other.sendall(part)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def served(client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(65536)
        turn = b"turn: 1" in head.lower()
        to = writer if head.split()[1].startswith(b"/write/") else readers[turn]
        try:
            server = socket.create_connection(("127.0.0.1", to))
        except OSError:  # not up yet
            return client.close()
        server.sendall(head)
        threading.Thread(target=passed_on, args=(server, client), daemon=True).start()
        return passed_on(client, server)

    def accepted() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=served, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accepted, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def answered(port: int, path: str, turn: int = 0) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Turn": str(turn), "Connection": "close", "Host": "localhost"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def page(port: int, prefix: str = "", turn: int = 0) -> str:
    """Return what the page of contracts' rows says to a new session, as the bytes of its elements."""
    asked, said = BackMsg(), b""
    asked.rerun_script.page_name, asked.rerun_script.query_string = "datasets", "dataset=contracts&lang=en"
    address = f"ws://localhost:{port}{prefix}/_stcore/stream"
    headers = {"Turn": str(turn)}
    with connect(address, subprotocols=["streamlit"], additional_headers=headers, max_size=None) as opened:
        opened.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(opened.recv(timeout=60))
            said += message.SerializeToString()
            if message.WhichOneof("type") == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return said.decode("utf-8", "replace")


def test_two_readers_show_what_the_writer_stored_and_offer_the_way_to_it(database):
    ports = [free_port() for _ in range(3)]
    store = open_store(database)
    store.add(upload())
    store.close()
    with ExitStack() as running:
        for service, each in zip(("writer", "reader", "reader"), ports, strict=True):
            running.enter_context(started(service, database, each))
        port, pause = running.enter_context(proxied(ports[0], ports[1:])), threading.Event()
        for path, turn in (("/write/_stcore/health", 0), ("/_stcore/health", 0), ("/_stcore/health", 1)):
            assert any(answered(port, path, turn) == 200 or pause.wait(0.2) for _ in range(300)), path
        said = page(port, "/write")
        assert "mine\\.csv" in said and "Undo" in said
        for turn in (0, 1):
            said = page(port, turn=turn)
            assert "mine\\.csv" in said and "/write/datasets?dataset=contracts" in said and "Undo" not in said


def test_a_reader_sees_each_state_that_is_published_though_former_ones_are_still_held(store, database):
    held = [follow(database)]
    for number in (1, 2):
        store.add(upload())
        held.append(follow(database))
        assert [line.number for line in held[-1].uploads("local")] == [*range(number, 0, -1)]
    assert held[-1] is follow(database)
    assert [len(each.uploads("local")) for each in held] == [0, 1, 2]


def test_a_reader_before_the_first_publication_says_so(tmp_path):
    with pytest.raises(Refused) as refused:
        follow(tmp_path / "suanli.duckdb")
    assert refused.value.problems[0].code == "store.missing"


def test_the_compose_file_has_one_writer_readers_that_cannot_write_and_one_address_open_to_this_machine():
    assert "SUANLI_WRITER" not in SERVICES["writer"]["environment"] and SERVICES["writer"].get("deploy") is None
    assert SERVICES["reader"]["environment"]["SUANLI_WRITER"] == "/write" and SERVICES["reader"]["deploy"]["replicas"] == 2
    assert "--server.baseUrlPath=write" in SERVICES["writer"]["command"]
    assert all(volume.endswith(":ro") for volume in SERVICES["reader"]["volumes"])
    assert SERVICES["reader"]["environment"]["SUANLI_DATABASE"] == SERVICES["writer"]["environment"]["SUANLI_DATABASE"]
    assert {name: one["ports"] for name, one in SERVICES.items() if "ports" in one} == {"proxy": ["127.0.0.1:8501:8501"]}
    shipped = shlex.join(SERVICES["reader"]["command"])
    container = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert all(f'"{part}"' in container for part in shlex.split(shipped) if "port" not in part)
    nginx = COMPOSE["configs"]["proxy"]["content"]
    assert "location /write/ { proxy_pass http://writer:8501; }" in nginx and "ip_hash; server reader:8501;" in nginx
