"""Raw telemetry to be reduced, and a real Spark standalone cluster: a master and two workers on loopback, from the pip package."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

WAITED = 90
"""Seconds until the cluster must answer."""
SETTINGS = {
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.ui.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""What makes a cluster of two cores start and answer small queries soon."""


@pytest.fixture(scope="session")
def telemetry(tmp_path_factory) -> Path:
    """Two days of eight cards in two pools, a file a day: jittered times, gaps, a card out of service, percents, unknowns."""
    rng, folder = np.random.default_rng(3), tmp_path_factory.mktemp("telemetry")
    times = np.arange(np.datetime64("2026-03-01T00:00", "us"), np.datetime64("2026-03-03T00:00", "us"), np.timedelta64(5, "m"))
    frames = []
    for number in range(8):
        seen = times[rng.random(len(times)) > 0.1]
        seen = seen[(seen < times[180]) | (seen > times[200])] if number % 3 == 0 else seen
        jitter = rng.integers(0, 20_000_000, len(seen)).astype("timedelta64[us]")
        job = np.where(rng.random(len(seen)) > 0.3, "job-" + pd.Series(rng.integers(0, 9, len(seen))).astype(str), None)
        frame = pd.DataFrame({"timestamp": seen + jitter, "cluster": "C", "vc": f"vc{number % 2}", "uuid": f"GPU-{number}", "job_id": job})
        frame["utilization (%)"] = np.where(job == None, 0.0, (100 * rng.random(len(seen))).round(2))  # noqa: E711
        frame["health"] = (rng.random(len(seen)) > 0.02).astype(int)
        frame.loc[rng.random(len(seen)) < 0.05, "utilization (%)"] = np.nan
        frames.append(frame)
    rows = pd.concat([*frames, frames[0].iloc[5:9].assign(health=0)]).sort_values("timestamp")
    for day, part in rows.groupby(rows["timestamp"].dt.date):
        part.to_parquet(folder / f"{day}.parquet", index=False)
    return folder


@pytest.fixture(scope="session")
def master(tmp_path_factory):
    """The address of a cluster; skipped, with the reason, where Java or pyspark is missing, unless CI is set."""
    lacking = [name for name, there in (("java", shutil.which("java")), ("pyspark", importlib.util.find_spec("pyspark"))) if not there]
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"{' and '.join(lacking)} missing: pip install -r requirements-dev.txt, apt-get install default-jre-headless")
    assert not lacking, lacking
    folder, port = tmp_path_factory.mktemp("spark"), free_port()
    (folder / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in SETTINGS.items()))
    home = Path(importlib.util.find_spec("pyspark").origin).parent
    given = {"SPARK_HOME": str(home), "SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder)}
    given |= {"SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": SETTINGS["spark.driver.extraJavaOptions"]}
    address, started = f"spark://127.0.0.1:{port}", []
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        try:
            started.append(daemon(home, folder / "master.log", "master.Master", "--port", str(port)))
            awaited(folder / "master.log", "I have been elected leader")
            for number in (1, 2):
                options = ("--port", "0", "--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work{number}"), address)
                started.append(daemon(home, folder / f"worker{number}.log", "worker.Worker", *options))
            for number in (1, 2):
                awaited(folder / f"worker{number}.log", "Successfully registered with master")
            yield address
        finally:
            for process in reversed(started):
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)


def daemon(home: Path, log: Path, name: str, *options: str) -> subprocess.Popen:
    command = ["bash", str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1", "--webui-port", "0"]
    with log.open("w") as written:
        return subprocess.Popen([*command, *options], stdout=written, stderr=subprocess.STDOUT, start_new_session=True)


def awaited(log: Path, words: str) -> None:
    end = time.monotonic() + WAITED
    while words not in log.read_text():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
