"""Every problem that a file can cause in a reader, caused by such a file, with its message in both languages."""

import gzip
import io
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest

from data.check import checked, mapping_for
from data.mapping import Match
from data.read import File, content, delimited, excel, inference, jsonl, reading, reading_of, text
from data.schema import Refused
from data.tables import DATASETS
from i18n import words
from i18n.problem import sentence

SECOND = 1_772_323_200
HELIOS = "time,total_gpu_num,running_gpu_num,pending_gpu_num\n"
SMI = "timestamp, index, utilization.gpu [%]\n"
JOBS = "job_id,start,end,gpus,pool\n"
LONG = "time,metric,value,gpu\n"
JOB = "1,2026-03-01 00:00,2026-03-01 01:00,8,a\n"
STATES = "job_id,start,end,gpus,state\n"
SACCT = "JobID|Submit|Start|End|State|AllocTRES|ReqTRES\n"
SLURM = "|2026-03-01T00:00:00|Unknown|Unknown|PENDING||gres/gpu=8\n"
LOG = "TIMESTAMP,ContextTokens,GeneratedTokens\n"


def book(hidden: bool = False) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["a", "b"])
    workbook.active.append([1, 2])
    if hidden:
        workbook.create_sheet("notes").sheet_state = "hidden"
    workbook.save(out := io.BytesIO())
    return out.getvalue()


def unseen() -> bytes:
    """A workbook with a percentage, a formula without a result, a hidden row and a hidden column."""
    workbook = openpyxl.Workbook()
    for row in (["a", "b", "c"], [0.5, "=A2", 1], [0.5, 1, 1]):
        workbook.active.append(row)
    workbook.active["A2"].number_format = "0%"
    workbook.active.row_dimensions[3].hidden = workbook.active.column_dimensions["C"].hidden = True
    workbook.save(out := io.BytesIO())
    return out.getvalue()


def nested() -> bytes:
    pd.DataFrame({"a": [1, 2], "b": [[1], [2]]}).to_parquet(out := io.BytesIO())
    return out.getvalue()


def same_name() -> bytes:
    table = pyarrow.table([[1], [2]], names=["a", "a"])
    pyarrow.parquet.write_table(table, out := io.BytesIO())
    return out.getvalue()


def packed(name: str) -> bytes:
    with zipfile.ZipFile(out := io.BytesIO(), "w") as file:
        file.writestr(name, "x")
    return out.getvalue()


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a)")
    return connection.serialize()


def series(*labels: dict, values: tuple = ((SECOND, "50"), (SECOND + 60, "50"))) -> str:
    result = [{"metric": each, "values": [list(value) for value in values]} for each in labels]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


UTIL = {"__name__": "DCGM_FI_DEV_GPU_UTIL", "gpu": "0", "UUID": "GPU-0", "modelName": "H100"}

NAME = "DCGM_FI_DEV_GPU_UTIL"
RESTARTED = [
    {
        "metric": {"__name__": NAME, "gpu": "0", "instance": f"10.0.0.{n}:9400"},
        "values": [[SECOND + 120 * n + m * 60, "50"] for m in (0, 1)],
    }
    for n in (1, 2)
]
CONTRADICTING = [
    {"metric": {**UTIL, "job": job}, "values": [[SECOND, value], [SECOND + 60, "50"]]} for job, value in (("a", "50"), ("b", "60"))
]
FLAT = [
    {"metric": {**UTIL, "__name__": name}, "values": [[SECOND + 60 * m, str(value)] for m, value in enumerate(values)]}
    for name, values in ((NAME, (10, 50, 90)), ("DCGM_FI_PROF_SM_ACTIVE", (0, 0, 0)))
]

CASES = {
    "no_file": (None, "no file", "没有文件"),
    "folder": ({}, "a folder", "文件夹"),
    "unknown_reader": ("a,b\n1,2\n", "no reader “word”", "没有名为“word”"),
    "empty": ("", "is empty", "是空的"),
    "header_only": ("a,b\n", "no rows", "没有数据行"),
    "too_large": ("a,b\n" + "1,2\n" * 99, "at most 0 MB", "最多可读取 0 MB"),
    "too_many_rows": ("a,b\n" + "1,2\n" * 9, "more than 5 rows", "超过 5 行"),
    "too_many_columns": (",".join(f"c{n}" for n in range(2_000)) + "\n", "2,000 columns", "2,000 列"),
    "too_many_cells": ("a,b\n" + "1,2\n" * 9, "20 cells", "20 个单元格"),
    "column_twice": (same_name(), "the same name: a", "同名：a"),
    "as_shown": (unseen(), "0.5 as 50%", "0.5 读作 50%"),
    "not_computed": (unseen(), "whose results are not in the file (1): B2", "（1 处）：B2"),
    "hidden_rows": (unseen(), "(1): 3.", "（1 行）：3。"),
    "hidden_columns": (unseen(), "(1): c.", "（1 列）：c。"),
    "is_image": (b"\x89PNG\r\n\x1a\n" + bytes(30), "a picture", "图片"),
    "is_pdf": (b"%PDF-1.7\n", "a PDF", "PDF 文件"),
    "is_old_excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office format", "旧版 Office"),
    "is_locked_excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked with a password", "设有密码"),
    "is_cut_excel": (book()[:-300], "cut short", "不完整"),
    "is_archive": (packed("notes.txt"), "an archive", "压缩包"),
    "is_database": (database(), "a database file", "数据库文件"),
    "is_program": (b"MZ\x90\x00" + bytes(20), "a program", "程序文件"),
    "is_json": ('[{"a": 1}]', "one JSON document", "一整份 JSON"),
    "is_web_page": ("<html><table></table></html>", "a web page", "网页"),
    "is_xml": ('<?xml version="1.0"?><Workbook/>', "an XML file", "XML 文件"),
    "unread_format": ("Project,GPU hours,Over quota GPU hours\np1,96,0\n", "a consumption report of Run:ai", "Run:ai 的用量报表"),
    "nul": (b"a,b\n1,\x00\n", "a zero byte", "空字节"),
    "undecodable": (b"a,b\n1,2\n" + bytes(range(128, 256)), "is not text in", "不符合"),
    "encoding": ("名称,数量\n甲,1\n".encode("gb18030"), "read as GB18030", "按 GB18030 编码"),
    "gzip_too_large": (gzip.compress(b"a,b\n" + b"1,2\n" * 99, mtime=0), "unpacks to more than", "解压后超过"),
    "gzip_cut": (gzip.compress(bytes(range(256)) * 99, mtime=0)[:60], "cut short", "不完整"),
    "gzip_broken": (gzip.compress(b"a,b", mtime=0)[:10] + b"\xff" * 20, "is damaged", "已损坏"),
    "above_header": ("2025 report\na,b\n1,2\n3,4\n", "above the header", "表头之上"),
    "unit_line": ("单位：万元,\n名称,金额\n甲,1\n乙,2\n", "was read as the unit", "被读作单位"),
    "no_header": ("A1,2026-03-01 00:00,8,5\nA1,2026-03-01 01:00,8,6\n", "its first row is a row like the others (A1, 2026", "没有表头"),
    "header_twice": ("a,b,a\nx,2,3\n", "stands here more than once", "出现不止一次"),
    "hidden_sheet": (book(hidden=True), "is hidden", "已隐藏"),
    "nested": (nested(), "holds lists", "列表"),
    "ragged": ("a,b\n1,2\n1,2,3\n", "has 3 cells, the header 2", "有 3 个单元格，表头有 2 个"),
    "more": ("a,b\n1,2\n" + "1,2,3\n" * 4, "3 further rows", "另有 3 行"),
    "open_quote": ('a,b\n1,"2\n3,4\n', "never closes", "没有配对"),
    "not_delimited": ("a,b\n1,2\n", "cannot be read as a table", "无法按表格读取"),
    "excel_broken": (packed("xl/workbook.xml"), "damaged and cannot be opened", "已损坏，无法打开"),
    "excel_too_large": (book(), "unpacks to", "解压后为"),
    "parquet_broken": (b"PAR1" + bytes(50), "Parquet file is damaged", "Parquet 文件已损坏"),
    "json_line": ('{"a": 1}\n{"a": 1\n', "not one JSON object", "不是一个 JSON 对象"),
    "json_nested": ('{"a": 1}\n{"a": [1]}\n', "a list or an object", "列表或对象"),
    "helios_columns": ("time,total\n1,2\n", "total_gpu_num", "缺少应有的列"),
    "helios_cell": (HELIOS + "2020-05-01 00:00:00,many,1,0\n", "cannot be read", "无法读取"),
    "helios_twice": (HELIOS + "2020-05-01 00:00:00,8,1,0\n" * 2, "in an earlier row too", "与前面某行重复"),
    "no_row_read": (JOBS + "1,soon,later,8,a\n2,soon,later,8,a\n", "unreadable in all 2", "全部 2 行"),
    "rows_left_out": (SMI + "?, 0, 4 %\n" + "".join(f"2026/03/01 00:0{m}:00.000, 0, 4 %\n" for m in (0, 1)), "1 rows", "共有 1 行"),
    "rows_dropped": (JOBS + JOB + "2,2026-03-01 00:00,2026-03-01 01:00,?,a\n", "1 of 2 rows (50 %)", "2 行中有 1 行（50 %）"),
    "job_no_start": (JOBS + JOB + "2,,2026-03-01 01:00,8,a\n", "when this job began is not said", "是否开始"),
    "job_no_end": (STATES + "1,2026-03-01,2026-03-02,8,DONE\n2,2026-03-01,,8,DONE\n", "its end is not said", "没有结束时间"),
    "job_backwards": (JOBS + JOB + "2,2026-03-01 00:00,2026-02-01 00:00,8,a\n", "ends (“2026-02-01 00:00”) before", "早于开始时间"),
    "job_no_cards": (JOBS + JOB + "2,2026-03-01 00:00,2026-03-01 01:00,,a\n", "number of cards is not said", "没有说明卡数"),
    "job_array": (SACCT + "1" + SLURM + "2_[4-x,]" + SLURM, "the array “2_[4-x,]”", "数组作业“2_[4-x,]”"),
    "job_shards": (SACCT + "1" + SLURM.replace("gpu=8", "shard=8"), "shards of a card (“gres/shard=8”)", "共享分片（“gres/shard=8”）"),
    "job_nodes": (
        SACCT.replace("AllocTRES|ReqTRES", "ReqGRES") + "1|2026-03-01T00:00:00|2026-03-01T00:00:00|2026-03-01T02:00:00|COMPLETED|gpu:8\n",
        "“gpu:8” was asked for of each node",
        "“gpu:8”是每个节点的申请量",
    ),
    "job_slices": (
        SACCT + "1|2026-03-01T00:00:00|2026-03-01T00:00:00|2026-03-01T02:00:00|COMPLETED|gres/gpu:a100_1g.5gb=7|\n",
        "1 jobs hold slices of cards",
        "1 个作业占用的是切分实例",
    ),
    "jobs_again": (
        SACCT + "1|2026-03-01T00:00:00|2026-03-01T00:00:00|2026-03-01T02:00:00|COMPLETED|gres/gpu=1|\n" * 2,
        "1 rows list a job again",
        "1 行重复列出同一作业",
    ),
    "requests_again": (
        "id," + LOG + "a,2026-03-01 00:00:00,10,1\na,2026-03-01 00:00:00,10,1\nb,2026-03-01 00:01:00,10,1\n",
        "1 rows list a request again",
        "1 行重复列出同一请求",
    ),
    "inference_beside": (
        LOG.replace("GeneratedTokens", "GeneratedTokens,cache_read_input_tokens").replace("\n", "\n2026-03-01 00:00:00,10,1,90\n"),
        "cache_read_input_tokens are counted beside the input: these 90 tokens were added",
        "已将这 90 个词元计入输入",
    ),
    "nodes_parts": (
        "time,room,active,total\n2026-03-01 00:00,a,1,8\n2026-03-01 00:00,b,1,8\n",
        "Several rows tell of one pool at one moment (2), and the columns that are read do not tell them apart. Not read: room.",
        "未读取的列：room。",
    ),
    "nodes_mixed": (
        "time,active_nodes,total_gpus\n2026-03-01 00:00,1,8\n",
        "“active_nodes” and “total_gpus” do not count the same",
        "一为节点数，一为卡数",
    ),
    "jobs_planned": (
        STATES + "1,2026-03-01 00:00,2026-03-09 00:00,8,RUNNING\n2,2026-03-01 00:00,2026-03-01 02:00,8,COMPLETED\n",
        "1 jobs that run or wait have times that are plans",
        "1 个运行中或等待中的作业带有计划时间",
    ),
    "job_cards_each": (
        "job_id,start,end,gpus,nodes\n1,2026-03-01 00:00,2026-03-01 01:00,8,2\n",
        "Whether “8” cards are those of the whole job or of each of its 2 (nodes) is not said.",
        "“8”张卡是整个作业合计，还是其 2 个（nodes）各自的数量",
    ),
    "values_unreadable": (
        SMI + "2026/03/01 00:00:00.000, 0, 1.2 k\n2026/03/01 00:01:00.000, 0, 4 %\n",
        "1 of 2 values are no numbers, this one first: “1.2 k”",
        "2 个数值中有 1 个不是数字，首个为“1.2 k”",
    ),
    "cards_together": (
        SMI + "2026/03/01 00:00:00.000, all, 4 %\n2026/03/01 00:01:00.000, all, 4 %\n",
        "“all” names several cards at once",
        "“all”同时指多张卡",
    ),
    "counter_averaged": (
        series(UTIL, values=((SECOND, "12.5"), (SECOND + 60, "50"))),
        "DCGM_FI_DEV_GPU_UTIL is counted in whole percent and has fractions here",
        "此处却有小数",
    ),
    "clock_back": (
        "timestamp, uuid, utilization.gpu [%]\n"
        + "".join(f"2026/11/01 01:{m:02d}:0{s}.000, GPU-0, 4 %\n" for s in (0, 7) for m in range(0, 60, 5)),
        "The clock of GPU-0 goes back by 55 minutes",
        "回拨了 55 分钟",
    ),
    "jobs_before": (
        JOBS + "".join(f"{n},2026-{day} 0{n}:00,2026-03-01 0{n + 1}:00,8,a\n" for n, day in enumerate(["01-01", *["03-01"] * 6])),
        "1 jobs were submitted before 2026-03-01 01:00, the first on 2026-01-01 00:00",
        "有 1 个作业在 2026-03-01 01:00 之前提交",
    ),
    "jobs_earlier": (
        "job_id,submit,start,end,gpus\n1,2026-03-01 00:00,2026-03-01 00:00,2026-03-01 02:00,8\n2,,,2026-03-01 01:00,8\n",
        "1 jobs have neither submission nor start. They are counted as running from 2026-03-01 00:00 on, which is 8 card-hours at most",
        "至多 8 卡时",
    ),
    "time_relative": ("job_id,start_ms,end_ms,gpus\n1,0,3600000,8\n", "1970-01-01", "1970-01-01"),
    "time_span": (SMI + "1900/01/01 00:00:00.000, 0, 4 %\n2500/01/01 00:00:00.000, 0, 4 %\n", "reach over", "时间跨度"),
    "time_unit": (LOG + "0,10,1\n60,10,1\n", "the unit is not said", "没有说明单位"),
    "samples_far_apart": (
        SMI + "".join(f"2026/03/0{day} 00:00:00.000, 0, 4 %\n" for day in (1, 2, 3)),
        "The samples lie 24 hours apart",
        "相隔 24 小时",
    ),
    "samples_hours_apart": (
        SMI + "".join(f"2026/03/01 0{hour}:00:00.000, 0, 4 %\n" for hour in (0, 3, 6)),
        "The samples lie 3 hours apart, and each is taken for the time up to the next",
        "相隔 3 小时",
    ),
    "share_for_percent": (
        SMI + "".join(f"2026/03/01 00:0{m}:00.000, 0, 0.{m} %\n" for m in (1, 2, 3)),
        "utilization.gpu is in percent, and its values reach from 0.1 to 0.3",
        "取值却为 0.1 至 0.3",
    ),
    "percent_for_share": (
        series({**UTIL, "__name__": "DCGM_FI_PROF_SM_ACTIVE"}, values=((SECOND, "0.5"), (SECOND + 60, "80"))),
        "DCGM_FI_PROF_SM_ACTIVE is a share from 0 to 1, and its values reach from 0.5 to 80",
        "文件中却为 0.5 至 80",
    ),
    "one_sample": (SMI + "2026/03/01 00:00:00.000, 0, 4 %\n", "No card or pool has two samples", "采样间隔"),
    "nvidia_smi_no_header": ("2026/03/01 00:00:00.123, 0, GPU-0, 4 %\n", "no header", "没有表头"),
    "columns_missing": ("index,name\n0,A800\n", "should: timestamp", "应有的列：timestamp"),
    "columns_unnamed": ("job_id,start,gpus\n1,2026-03-01,1\n", "should: end", "应有的列：end"),
    "jobs_pools": (JOBS + "1,2026-03-01 00:00,2026-03-01 01:00,8,a\n2,2026-03-01 00:00,2026-03-01 01:00,8,b\n", "2 pools", "2 个资源池"),
    "jobs_window": (JOBS + "1,2026-03-01 00:00,2026-03-01 01:00,8,a\n", "Hours from 2026-03-01 00:00", "时段为 2026-03-01 00:00"),
    "prometheus_not_a_matrix": (
        '{"status": "success", "data": {"resultType": "matrix"}}',
        "no answer of a Prometheus range",
        "不是 Prometheus",
    ),
    "prometheus_no_series": (series(), "found no series", "没有任何时间序列"),
    "prometheus_metrics": (series({"__name__": "up"}), "Found: up", "实际指标：up"),
    "prometheus_not_read": (
        series(UTIL, {**UTIL, "__name__": "DCGM_FI_DEV_GPU_TEMP"}),
        "DCGM_FI_DEV_GPU_TEMP",
        "未读取：DCGM_FI_DEV_GPU_TEMP",
    ),
    "prometheus_slices": (series(UTIL, {**UTIL, "GPU_I_ID": "1"}), "1 cards are divided (MIG, vNPU): 1 series", "1 张卡已切分"),
    "prometheus_impossible": (series(UTIL, values=((SECOND, "50"), (SECOND + 60, "300"))), "1 values of utilization", "1 个利用率数值"),
    "inference_unknown": (
        LOG + "2026-03-01 00:00:00,10,1\n2026-03-01 00:01:00,,\n",
        "1 of 2 requests state no tokens",
        "2 次请求中有 1 次",
    ),
    "prometheus_nameless": (series({"UUID": "GPU-0", "gpu": "0"}), "1 series have no metric name: a function", "1 条序列没有指标名"),
    "prometheus_cards": (series({"__name__": NAME, "gpu": "0"}), 'Its labels: __name__="DCGM_FI_DEV_GPU_UTIL", gpu="0"', "无法区分各张卡"),
    "prometheus_two_names": (
        series({"__name__": NAME, "UUID": "GPU-0"}, {"__name__": "DCGM_FI_PROF_SM_ACTIVE", "Hostname": "h", "gpu": "0"}),
        "one card may be two",
        "可能被算成两张",
    ),
    "prometheus_restarts": (
        json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [*RESTARTED]}}),
        "follow each other in time: 10.0.0.1, 10.0.0.2",
        "前后相接：10.0.0.1, 10.0.0.2",
    ),
    "prometheus_two_readings": (
        json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [*CONTRADICTING]}}),
        "card GPU-0, DCGM_FI_DEV_GPU_UTIL, 2026-03-01 00:00:00 UTC: 0.5 and 0.6. Scrape jobs: a, b",
        "卡 GPU-0，DCGM_FI_DEV_GPU_UTIL",
    ),
    "prometheus_error": (
        '{"status": "error", "errorType": "bad_data", "error": "exceeded maximum resolution of 11,000 points"}',
        "an error: exceeded maximum resolution of 11,000 points",
        "服务器返回错误：exceeded maximum resolution of 11,000 points",
    ),
    "prometheus_instant": ('{"status": "success", "data": {"resultType": "vector", "result": []}}', "an instant query", "即时查询"),
    "prometheus_warning": (
        series(UTIL)[:-1] + ', "warnings": ["one store timed out"]}',
        "one store timed out",
        "提示：one store timed out",
    ),
    "prometheus_own_pod": (series({**UTIL, "pod": "dcgm-exporter-7xk2p"}), "names the exporter here", "是导出器自身"),
    "counter_suspect": (
        json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [*FLAT]}}),
        "DCGM_FI_PROF_SM_ACTIVE never moves on 1 cards while DCGM_FI_DEV_GPU_UTIL does",
        "1 张卡的 DCGM_FI_PROF_SM_ACTIVE 始终不变",
    ),
    "no_model": (series({"__name__": NAME, "UUID": "GPU-0"}), "under the name of their maker: nvidia", "按厂商合为一个资源池：nvidia"),
    "no_use": (
        SMI + "".join(f"2026/03/01 00:0{m}:00.000, 0, [N/A]\n" for m in (0, 1)),
        "not observed in any hour of nvidia",
        "nvidia 的所有小时",
    ),
    "nvidia_smi_cards": (
        "timestamp, utilization.gpu [%]\n" + "2026/03/01 00:00:00.000, 4 %\n" * 2,
        "Row 2: In 2 rows, this one first, nothing tells the cards apart: several rows share one moment. Add index or uuid to --query-gpu",
        "请在 --query-gpu 中加入 index 或 uuid",
    ),
    "nvidia_smi_hosts": (
        SMI + "".join(f"2026/03/01 00:0{m}:00.000, 0, {u} %\n" for u in (4, 9) for m in (0, 1)),
        "to be of several hosts",
        "似乎来自多台主机",
    ),
    "nvidia_smi_two_readings": (
        "timestamp, uuid, utilization.gpu [%]\n2026/03/01 00:00:00.000, G, 4 %\n2026/03/01 00:00:00.000, G, 5 %\n",
        "first G at 2026-03-01 00:00:00",
        "首个为 G",
    ),
    "inference_whole": (LOG + "2026-03-01 00:00:00,10,1\n2026-03-01 00:01:00,30,3\n", "medians of 20 and 2", "中位数分别为 20 和 2"),
    "no_allocation": (
        series({**UTIL, "modelName": "A", "exported_pod": "x"}, {**UTIL, "modelName": "B", "UUID": "GPU-b"}),
        "Who holds these cards",
        "由谁占有",
    ),
    "copy": (["a,b\n1,2\n"] * 2, "same bytes as 0.csv", "与 0.csv 内容相同"),
    "several_readers": ([SMI + "2026/03/01 00:00:00.000, 0, 4 %\n" * 2, "a,b\n1,2\n"], "0.csv: nvidia_smi", "0.csv: nvidia_smi"),
    "several_zones": ([series(UTIL), LONG + f"2026-03-01 00:00:00,{UTIL['__name__']},1,0\n" * 2], "zones", "不同时区"),
    "helios_several": ([HELIOS + f"2020-05-01 00:0{m}:00,8,1,0\n" for m in (0, 1)], "several virtual clusters", "多个虚拟集群"),
    "nodes_cards": ("time,active_nodes,total_nodes\n2026-03-01 00:00,1,2\n", "the cards of a node are not said", "每个节点有多少张卡"),
    "nodes_unit": ("time,active,total\n2026-03-01 00:00,1,2\n2026-03-01 00:01,1,2\n", "were taken for cards", "按卡数读取"),
}
"""By code: what the file holds (None: nothing, a dict: a folder, a list: several files), and words of its message in both languages."""

READERS = {"unknown_reader": "word", "helios_columns": "helios", "columns_missing": "nvidia_smi", "columns_unnamed": "jobs"}
LIMITS = {
    "too_large": (content, "MAX_BYTES", 100),
    "too_many_rows": (delimited, "MAX_ROWS", 5),
    "gzip_too_large": (text, "MAX_BYTES", 100),
    "more": (delimited, "TOLD", 1),
    "excel_too_large": (excel, "MAX_UNPACKED", 100),
    "too_many_cells": (delimited, "MAX_CELLS", 5),
}


def told(code: str, *paths: Path):
    """Return the problem `read.<code>` of the files at `paths`."""
    try:
        found = reading_of([File(path, path.name) for path in paths], READERS.get(code)).notes
    except Refused as refused:
        found = refused.problems
    return next(problem for problem in found if problem.code == f"read.{code}")


@pytest.fixture
def limited(monkeypatch):
    """Make the limit small that a file of this code breaks."""

    def _limited(code: str) -> None:
        if code in LIMITS:
            monkeypatch.setattr(*LIMITS[code])
        if code == "not_delimited":
            monkeypatch.setattr("pyarrow.csv.read_csv", lambda *_: (_ for _ in ()).throw(pyarrow.ArrowInvalid("x")))
        if code == "more":
            monkeypatch.setattr("data.read.reader.TOLD", 1)

    return _limited


@pytest.mark.parametrize("code", CASES)
def test_a_file_that_causes_it_is_told_so_in_both_languages(tmp_path, limited, code):
    given, english, chinese = CASES[code]
    paths = [tmp_path / f"{n}.csv" for n in range(len(given))] if isinstance(given, list) else [tmp_path / "upload.csv"]
    for path, each in zip(paths, given if isinstance(given, list) else [given], strict=True):
        if isinstance(each, dict):
            path.mkdir()
        elif each is not None:
            path.write_bytes(each.encode() if isinstance(each, str) else each)
    limited(code)
    problem = told(code, *paths)
    assert english in sentence(problem, "en")
    assert chinese in sentence(problem, "zh")


OF_SEVERAL = ("copy", "several_readers", "several_zones", "helios_several")
"""What only several files together can cause: see test_files."""
OF_CHILD = ("too_heavy", "too_slow", "broke_off")
"""What only the limits of a child can cause: see test_child."""
OF_MAPPING = ("no_such_header", "listed_from")
"""What only a mapping can cause: see test_reader_columns."""


def test_no_code_of_a_reader_is_without_such_a_file():
    codes = {re.sub(r"_(do|allowed|name|do_closest)$", "", name) for name in words("read")}
    assert codes == {*CASES, *OF_SEVERAL, *OF_CHILD, *OF_MAPPING}


@pytest.mark.parametrize("module", [inference, jsonl])
def test_the_limit_of_rows_holds_for_json_lines_too(tmp_path, monkeypatch, module):
    monkeypatch.setattr(module, "MAX_ROWS", 5)
    line = {"timestamp": SECOND, "input_tokens": 1, "output_tokens": 1} if module is inference else {"a": 1}
    (tmp_path / "log.jsonl").write_text("\n".join([json.dumps(line)] * 9))
    assert told("too_many_rows", tmp_path / "log.jsonl")


def of_usage(frame: str, tmp_path: Path, dataset: str = "usage", **constants: str) -> list:
    (tmp_path / "upload.csv").write_text(frame)
    found, wanted = reading(tmp_path / "upload.csv"), DATASETS[dataset]
    given = {name: Match(constant=value) for name, value in constants.items()}
    return list(checked(found, wanted, mapping_for(found, wanted, given)[0]).errors)


def test_a_log_for_another_dataset_is_told_so_in_both_languages(tmp_path):
    problems = of_usage(LOG + "2026-03-01 00:00:00,10,1\n2026-03-01 00:01:00,10,1\n", tmp_path)
    problem = next(problem for problem in problems if problem.code == "check.other_dataset")
    assert "requests" in sentence(problem, "en")
    assert "资源池小时用量" in sentence(problem, "zh")


def test_what_a_reader_must_ask_is_asked_in_both_languages(tmp_path):
    problems = of_usage(JOBS + "1,2026-03-01 00:00,2026-03-01 01:00,8,a\n", tmp_path, cluster="C", installed_card_hours="8")
    assert [problem.code for problem in problems] == ["check.which"]
    assert "All jobs of the pool; A sample of the jobs" in sentence(problems[0], "en")
    assert "资源池的全部作业" in sentence(problems[0], "zh")
    problems = of_usage(SMI + "2026/03/01 00:00:00.000, 0, 4 %\n2026/03/01 00:01:00.000, 0, 4 %\n", tmp_path)
    assert "The file does not say: Cluster" in sentence(problems[0], "en")
    assert "文件没有说明：集群" in sentence(problems[0], "zh")


def test_more_card_hours_than_were_observed_are_told_in_both_languages(tmp_path):
    head = "cluster,pool,hour,installed_card_hours,allocated_card_hours,observed_minutes\n"
    problems = of_usage(f"{head}C,a,2026-03-01 00:00,10,9,20\nC,a,2026-03-01 01:00,10,3,20\n", tmp_path)
    assert [(problem.code, problem.place.row) for problem in problems] == [("check.more_than_observed", 2)]
    assert "20 observed minutes" in sentence(problems[0], "en")
    assert "20 分钟观测时长" in sentence(problems[0], "zh")
