"""Many sessions at once beside an ingest and exports, on the server as it is shipped, against one user alone in the same run.

    python benchmarks/load.py                                   50 sessions for two minutes, 1,000,000 rows, 20 exports
    python benchmarks/load.py --sessions 10 --rows 100000       smaller, where others share the machine

Each session does something every 20 s: half filters, a quarter sections, a quarter pages, over the WebSocket that a browser opens; nothing
is drawn, so that what is measured is the server. Printed: errors, the 95th percentile of a rerun against that of one user, the CPU seconds
of a rerun in which nothing was changed, the memory before, at most, and after a rest. Exit 1 where a limit is passed. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: E402
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: E402
from websockets.sync.client import connect  # noqa: E402

PAGES = ("overview", "idle", "contracts", "demand", "capacity", "rents")
EVERY = 20.0
LIMIT, MEMORY = 3.0, 1.2
PATIENCE = 180.0


class Session:
    """One reader: what the page has sent, and what was done on it."""

    def __init__(self, url: str):
        self.url = url
        answer = urllib.request.urlopen(f"{url}/_stcore/health")
        self.cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        self.token = self.cookie.partition("=")[2]
        self.socket = connect(
            f"ws{url[4:]}/_stcore/stream",
            subprotocols=["streamlit", self.token] if self.token else ["streamlit"],
            additional_headers={"Cookie": self.cookie},
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
            legacy=True,
        )
        self.elements: dict[str, object] = {}
        self.page, self.name, self.wrong = "overview", "", 0

    def run(self, page: str = "", **states: object) -> float:
        """Have the page run, with widgets set as a reader does; return the seconds until it has said all."""
        asked = BackMsg()
        asked.rerun_script.page_name = self.page = page or self.page
        asked.rerun_script.query_string = "lang=en"
        for key, value in states.items():
            state = asked.rerun_script.widget_states.widgets.add(id=self.id_of(key.replace("__", ".")))
            if isinstance(value, bool):
                state.bool_value = value
            elif isinstance(value, str):
                state.string_array_value.data.append(value)
            elif value is None:
                state.trigger_value = True
            else:
                state.file_uploader_state_value.CopyFrom(value)
        if page:
            self.elements.clear()
        begun = time.perf_counter()
        self.socket.send(asked.SerializeToString())
        while True:
            said = self.heard()
            if said.WhichOneof("type") == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.wrong += said.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY
                return time.perf_counter() - begun

    def heard(self) -> ForwardMsg:
        said = ForwardMsg.FromString(self.socket.recv(timeout=PATIENCE))
        if said.WhichOneof("type") == "new_session":
            self.name = said.new_session.initialize.session_id
        if said.WhichOneof("type") == "delta":
            kind = said.delta.WhichOneof("type")
            part = said.delta.new_element if kind == "new_element" else said.delta.add_block
            name = part.WhichOneof("type") or ""
            self.wrong += name == "exception" or (name == "alert" and part.alert.format == part.alert.ERROR)
            one = getattr(part, name, None)
            if getattr(one, "id", ""):
                self.elements[one.id] = one
        return said

    def id_of(self, key: str) -> str:
        return next(each for each in self.elements if each.endswith(key))

    def chosen_at_random(self, ends: str, draw: random.Random) -> tuple[str, str]:
        """Return the key and an option of a choice whose key ends so."""
        groups = {name: one for name, one in self.elements.items() if type(one).__name__ == "ButtonGroup" and name.endswith(ends)}
        name = draw.choice(sorted(groups))
        return name.rpartition("-")[2].replace(".", "__"), draw.choice(groups[name].options).content

    def act(self, draw: random.Random) -> float:
        what = draw.random()
        if what < 0.5:
            try:
                key, option = self.chosen_at_random(draw.choice((".by", ".outages", ".basis", ".side")), draw)
            except IndexError:
                return self.run(draw.choice(PAGES))
            return self.run(**{key: option})
        if what < 0.75 and any(name.endswith(".section") for name in self.elements):
            key, option = self.chosen_at_random(".section", draw)
            return self.run(**{key: option})
        return self.run(draw.choice(PAGES))

    def upload(self, path: Path) -> float:
        """Upload a file into the hours and store it; return the seconds from the last byte until it is stored."""
        self.run("datasets")
        asked = BackMsg()
        asked.file_urls_request.request_id, asked.file_urls_request.session_id = "1", self.name
        asked.file_urls_request.file_names.append(path.name)
        self.socket.send(asked.SerializeToString())
        while (said := self.heard()).WhichOneof("type") != "file_urls_response":
            pass
        urls = said.file_urls_response.file_urls[0]
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'.encode()
        content = head + path.read_bytes() + f"\r\n--{border}--\r\n".encode()
        headers = {"Cookie": self.cookie, "X-Xsrftoken": self.token, "Content-Type": f"multipart/form-data; boundary={border}"}
        address = f"{self.url}/{urls.upload_url.lstrip('/')}"
        urllib.request.urlopen(urllib.request.Request(address, content, headers, method="PUT"), timeout=PATIENCE)
        field = next(one for one in self.elements.values() if type(one).__name__ == "FileUploader")
        state = BackMsg().rerun_script.widget_states.widgets.add().file_uploader_state_value
        state.uploaded_file_info.add(name=path.name, size=path.stat().st_size, file_id=urls.file_id, file_urls=urls)
        key = field.id.rpartition("-")[2].replace(".", "__")
        begun = time.perf_counter()
        self.run(**{key: state})
        store = next(name for name in self.elements if "upload.store" in name).rpartition("-")[2].replace(".", "__")
        self.run(**{key: state, store: None})
        return time.perf_counter() - begun

    def export(self, form: str) -> float:
        """Open the ways out of the first chart of the idle page and fetch one; return the seconds from the click."""
        self.run("idle")
        opened = next(name for name in self.elements if "export.idle" in name).rpartition("-")[2].replace(".", "__")
        self.run(**{opened: True})
        offered = next(one for name, one in self.elements.items() if type(one).__name__ == "DownloadButton" and f"-{form}." in name)
        begun, asked = time.perf_counter(), BackMsg()
        asked.backend_operation_request.request_id, asked.backend_operation_request.session_id = "2", self.name
        asked.backend_operation_request.deferred_file.file_id = offered.deferred_file_id
        self.socket.send(asked.SerializeToString())
        while (said := self.heard()).WhichOneof("type") != "backend_operation_response":
            pass
        answer = said.backend_operation_response
        self.wrong += bool(answer.error_msg)
        if not answer.error_msg:
            urllib.request.urlopen(f"{self.url}/{answer.deferred_file.url.lstrip('/')}", timeout=PATIENCE).read()
        return time.perf_counter() - begun


def cpu(process: subprocess.Popen) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: subprocess.Popen) -> int:
    return int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20


def hours(path: Path, count: int) -> Path:
    with path.open("w") as file:
        file.write("cluster,pool,hour,installed_card_hours,allocated_card_hours,used_card_hours\n")
        for number in range(count):
            pool, hour = divmod(number, 8760)
            day = 1 + hour // 24
            month, day = next(
                (m, day - b) for m, b in reversed([*enumerate((0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334), 1)]) if day > b
            )
            file.write(f"C{pool % 4},p{pool},2025-{month:02}-{day:02} {hour % 24:02}:00,8,{number % 9},{number % 9 / 2}\n")
    return path


def percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def unchanged(session: Session, process: subprocess.Popen, page: str, times: int = 10) -> float:
    session.run(page)
    session.run()
    begun = cpu(process)
    for _ in range(times):
        session.run()
    return (cpu(process) - begun) / times


def loaded(
    url: str, args: argparse.Namespace, file: Path, process: subprocess.Popen
) -> tuple[list[float], list[str], dict[str, list[float]], int]:
    """Run the load; return the seconds of each rerun, the errors, the seconds of ingest and exports, and the most memory."""
    took: list[float] = []
    errors: list[str] = []
    beside: dict[str, list[float]] = {"ingest": [], "export": []}
    over, most = threading.Event(), [0]

    def kept(work, name: str) -> None:
        try:
            work()
        except Exception as failure:
            errors.append(f"{name}: {type(failure).__name__} {failure}")

    def reader(number: int) -> None:
        draw, session = random.Random(number), Session(url)
        over.wait(draw.random() * EVERY)
        session.run("overview")
        while not over.is_set():
            begun = time.perf_counter()
            took.append(session.act(draw))
            over.wait(max(0.0, EVERY - (time.perf_counter() - begun)))
        errors.extend([f"reader {number}: a page said an error"] * session.wrong)
        session.socket.close()

    def ingest() -> None:
        session = Session(url)
        beside["ingest"].append(session.upload(file))
        errors.extend(["ingest: a page said an error"] * session.wrong)

    def exports() -> None:
        session = Session(url)
        for number in range(args.exports):
            if over.is_set():
                break
            beside["export"].append(session.export(("pptx", "xlsx", "html", "png", "csv")[number % 5]))
        errors.extend(["export: a page said an error"] * session.wrong)

    works = [(lambda n=n: reader(n), f"reader {n}") for n in range(args.sessions)] + [(ingest, "ingest"), (exports, "export")]
    threads = [threading.Thread(target=kept, args=each) for each in works]
    for each in threads:
        each.start()
    end = time.perf_counter() + args.seconds
    while time.perf_counter() < end or any(each.is_alive() for each in threads[-2:]):
        most[0] = max(most[0], memory(process))
        time.sleep(0.5)
    over.set()
    for each in threads:
        each.join()
    return took, errors, beside, most[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in {"sessions": 50, "seconds": 120, "rows": 1_000_000, "exports": 20, "rest": 60}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "SUANLI_DATABASE": str(Path(folder) / "suanli.duckdb")}
        subprocess.run([sys.executable, "cli.py", "load"], cwd=ROOT, env=environment, check=True, capture_output=True)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
        process = subprocess.Popen([*command, "--server.fileWatcherType=none"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            return measured(f"http://localhost:{port}", process, args, hours(Path(folder) / "hours.csv", args.rows))
        finally:
            process.terminate()
            process.wait(30)


def measured(url: str, process: subprocess.Popen, args: argparse.Namespace, file: Path) -> int:
    while True:
        try:
            first = Session(url)
            break
        except OSError:
            time.sleep(0.2)
    draw = random.Random(0)
    for page in PAGES:
        first.run(page)
    alone = [first.act(draw) for _ in range(60)][20:]
    still = {page: unchanged(first, process, page) for page in PAGES}
    idle = memory(process)
    took, errors, beside, most = loaded(url, args, file, process)
    time.sleep(args.rest)
    after = memory(process)
    ratio = percentile(took) / percentile(alone)
    busy = f"load of the machine {os.getloadavg()[1]:.1f}"
    print(f"{args.sessions} sessions, {len(took)} reruns, {args.rows:,} rows, {len(beside['export'])} exports, {busy}")
    print(f"errors {len(errors)}  {json.dumps(errors[:5])}")
    print(f"rerun p95: {percentile(took):.2f} s, one user {percentile(alone):.2f} s, ratio {ratio:.1f} (limit {LIMIT:.0f})")
    print(f"rerun median: {statistics.median(took):.2f} s, one user {statistics.median(alone):.2f} s")
    print("CPU seconds of a rerun with nothing changed: " + ", ".join(f"{page} {seconds:.3f}" for page, seconds in still.items()))
    print(f"ingest {sum(beside['ingest']):.1f} s, slowest export {max(beside['export'], default=0):.1f} s")
    print(f"memory MiB: before {idle}, most {most}, {args.rest} s after {after}, ratio {after / idle:.2f} (limit {MEMORY})")
    return int(bool(errors) or ratio > LIMIT or after > MEMORY * idle)


if __name__ == "__main__":
    sys.exit(main())
