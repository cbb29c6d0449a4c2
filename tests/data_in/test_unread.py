"""Formats that are met and not read are named by their content, with what to give instead."""

import pickle

import pandas as pd
import pytest

from data.read import reading
from data.schema import Refused
from i18n.problem import sentence

SAMPLE = 'gpu_load{{gpu="{}",UUID="GPU-{}"}} {}\n'
MET = {
    "exposition with its help": (
        "# HELP gpu_load Load.\n# TYPE gpu_load gauge\n" + SAMPLE.format(0, 0, 5),
        "/metrics",
        "/metrics",
        "query_range",
    ),
    "exposition without it": ("".join(SAMPLE.format(n, n, 5) for n in range(3)), "/metrics", "/metrics", "query_range"),
    "dmon": (
        "# gpu   pwr gtemp    sm   mem\n# Idx     W     C     %     %\n    0    90    40    80    10\n",
        "dmon",
        "dmon",
        "--query-gpu",
    ),
    "dmon with its date": (
        "#Date       Time        gpu    pwr     sm \n#YYYYMMDD   HH:MM:SS    Idx      W      % \n 20260301   12:00:00     0    90 80 \n",
        "dmon",
        "dmon",
        "-l 60",
    ),
    "pmon": ("# gpu        pid  type    sm   mem   command\n# Idx          #   C/G     % % name\n  0    1234     C    80    10   python\n",)
    + ("pmon", "pmon", "--query-gpu"),
    "sacct --json": ('{\n "meta": {"plugin": {"type": ""}, "slurm": {"version": "24.05"}},\n "jobs": [ {"job_id": 1} ]}', "sacct --json")
    + ("sacct --json", "sacct -P"),
    "sreport": (
        "-" * 40 + "\nCluster Utilization 2026-03-01T00:00:00 - 2026-03-31T23:59:59\nUse reported in TRES Minutes\n",
        "sreport",
        "sreport",
        "sacct -P",
    ),
    "scontrol": ("JobId=1 JobName=a\n   UserId=x(1)\n", "scontrol", "scontrol", "sacct -P"),
    "bjobs": ("JOBID   USER    STAT  QUEUE      FROM_HOST\n1       x       RUN   gpu        h1\n", "bjobs", "bjobs", "start, end, cards"),
    "qstat": (
        "Job id            Name             User\n----------------  ----------------\n1.h  a  b\n",
        "qstat",
        "qstat",
        "start, end, cards",
    ),
    "qstat -f": ("Job Id: 1.h\n    Job_Name = a\n    queue = gpu\n", "qstat", "qstat", "start, end, cards"),
    "kubectl -o json": ('{\n "apiVersion": "v1",\n "items": [ {"kind": "Pod"} ],\n "kind": "List"\n}', "kubectl", "kubectl", "query_range"),
    "kubectl get": ("NAMESPACE   NAME    READY   STATUS    RESTARTS\nml          a       1/1     Running   0\n", "kubectl", "kubectl")
    + ("one row per pod",),
    "nvidia-smi -x": ('<?xml version="1.0" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM "a.dtd">\n<nvidia_smi_log>\n', "XML", "XML", "--query-gpu"),
    "influx csv": (
        "#datatype,string,long,dateTime:RFC3339,double\n#group,false,false,false,false\n",
        "InfluxDB",
        "InfluxDB",
        "card and sample",
    ),
    "line protocol": ("gpu,host=h1,index=0 utilization=80i,memory=3 1772323200000000000\n", "InfluxDB", "InfluxDB", "card and sample"),
    "cloudwatch": ('{"MetricDataResults": [{"Id": "a"}]}', "CloudWatch", "CloudWatch", "card and sample"),
    "zabbix": ('{"jsonrpc":"2.0","result":[{"itemid":"1","clock":"1772323200","value":"8"}]}', "Zabbix", "Zabbix", "card and sample"),
    "elasticsearch": ('{"took": 3, "hits": {"hits": []}}', "Elasticsearch", "Elasticsearch", "JSON Lines"),
    "the screen of nvidia-smi": (
        "Sun Mar  1 12:00:00 2026\n+------------------------------+\n| NVIDIA-SMI 550.1  Driver Version: 550.1 |\n",
        "nvidia-smi",
        "nvidia-smi",
        "uuid",
    ),
    "nvidia-smi -q": ("\n==============NVSMI LOG==============\n\nTimestamp : Sun Mar  1\n", "nvidia-smi", "nvidia-smi", "uuid"),
    "npu-smi info": (
        "+----------------+\n| npu-smi 24.1.rc2   Version: 24.1.rc2 |\n+------+------+\n| NPU   Name | Health |\n",
        "npu-smi",
        "npu-smi",
        "npu_chip_info_health_status",
    ),
    "rocm-smi": (
        "======= ROCm System Management Interface =======\nGPU  Temp  SCLK\n0    40c   800\n",
        "rocm-smi",
        "加速卡工具",
        "query_range",
    ),
    "lines of several hosts": (
        "node1: timestamp, index, uuid, utilization.gpu [%]\nnode1: 2026/03/01 00:00:00.123, 0, GPU-a, 35 %\n",
        "several hosts",
        "多主机",
        "$(hostname).csv",
    ),
    "lines of several hosts without headers": ("n-2: 2026/03/01 00:00:00.123, 0, GPU-a, 35 %\n",)
    + ("several hosts", "多主机", "$(hostname).csv"),
    "dcgmi dmon": ("#Entity   GPUTL  MCUTL\nID\nGPU 0     5      3\n", "dcgmi", "dcgmi", "query_range"),
    "data frames of Grafana": ('{"results":{"A":{"status":200,"frames":[{"schema":{}}]}}}', "Grafana", "Grafana", "CSV"),
    "Kubecost": (
        "Name,Cluster,Window Start,Window End,CPU Hours,GPU Hours\nml,c1,2026-03-01T00:00:00Z,,1,96\n",
        "Kubecost",
        "Kubecost",
        "pool",
    ),
    "Run:ai": ("Project,Department,GPU hours,Idle allocated GPU hours\np1,d1,96,24\n", "Run:ai", "Run:ai", "pool"),
    "pickle": (pickle.dumps(pd.DataFrame({"a": [1, 2]})), "pickle", "pickle", "Parquet"),
    "NumPy": (b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}", "NumPy", "NumPy", "CSV"),
}
"""By what it is: what the file holds, a word of its name in English and in Chinese, and one of what to give instead."""


@pytest.mark.parametrize("name", ["upload.csv", "upload.txt"])
@pytest.mark.parametrize("what", MET)
def test_it_is_named_with_what_to_give_instead_whatever_the_file_is_called(tmp_path, what, name):
    given, english, chinese, instead = MET[what]
    (tmp_path / name).write_bytes(given.encode() if isinstance(given, str) else given)
    with pytest.raises(Refused) as refused:
        reading(tmp_path / name)
    assert [problem.code for problem in refused.value.problems] == ["read.unread_format"]
    said = [sentence(refused.value.problems[0], language) for language in ("en", "zh")]
    assert said[0].startswith("This is ")
    assert english in said[0]
    assert said[1].startswith("这是“")
    assert chinese in said[1]
    assert instead in said[0] or instead == "pool"


@pytest.mark.parametrize(
    "text",
    [
        "gpu,pwr,sm\n0,90,80\n1,90,0\n",
        "# gpu,pwr,sm\n0,90,80\n1,90,0\n",
        "Name,Cluster,GPU Hours\nml,c1,96\n",
        "Project,GPU hours\np1,96\n",
        "Revenue 2025\na,b\n1,2\n3,4\n",
    ],
)
def test_a_table_with_such_words_is_still_a_table(tmp_path, text):
    (tmp_path / "upload.csv").write_text(text)
    assert reading(tmp_path / "upload.csv").reader == "delimited"


def test_a_reader_that_is_named_reads_it_all_the_same(tmp_path):
    (tmp_path / "upload.csv").write_text(MET["Run:ai"][0])
    assert reading(tmp_path / "upload.csv", reader="delimited").rows_read == 1
