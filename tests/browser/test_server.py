"""Local means local: where the server listens, and to which names it answers."""

import socket
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.browser


def handshake(port: int, host: str) -> int:
    """Return the status with which the server answers a WebSocket that is opened under this name, as from a page of that name."""
    asked = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: streamlit\r\n\r\n"
    )
    with socket.create_connection(("localhost", port), 30) as connection:
        connection.sendall(asked.encode())
        return int(connection.recv(64).split()[1])


def test_the_server_answers_this_machine_under_its_own_names_alone(serving, filled):
    with serving(filled) as server:
        port = int(server.url.rpartition(":")[2])
        own = [f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"]
        foreign = ["evil.example", f"rebound.example:{port}", "localhost.evil.example", "10.0.0.1"]
        assert [handshake(port, host) for host in own + foreign] == [101] * 3 + [403] * 4
        listening = {
            bytes.fromhex(line.split()[1].partition(":")[0])[::-1]
            for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
        }
        assert listening <= {socket.inet_aton("127.0.0.1")}
    with serving(filled, STREAMLIT_SERVER_ALLOWED_HOSTS="observatory.example.com localhost") as server:
        port = int(server.url.rpartition(":")[2])
        assert [handshake(port, host) for host in ("observatory.example.com", "localhost", "127.0.0.1")] == [101, 101, 403]


def test_what_is_shipped_is_closed_and_the_container_says_what_it_opens():
    shipped = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert (shipped["address"], shipped["allowedHosts"]) == ("localhost", ["localhost", "127.0.0.1", "::1"])
    container = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--server.address=0.0.0.0" in container and "allowedHosts" not in container.partition("CMD")[2]
    assert "-p 127.0.0.1:8501:8501" in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
