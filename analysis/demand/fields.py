"""What the analyst may give to the driver model: three numbers an input, with unit, bounds and meaning."""

from __future__ import annotations

from dataclasses import replace

from data.schema import Column, Text

PLACES = ("low", "central", "high")


def _column(name: str, unit: str | None, en: str, zh: str, meaning: Text, low: float, high: float | None = None) -> Column:
    return Column(name, "number", Text(en, zh), meaning, unit=unit, low=low, high=high)


COLUMNS = (
    _column("tokens_t", "trillion_tokens_per_day", "Tokens a day at the start", "起点日均词元", Text("above 0", "大于 0"), 1e-6),
    _column("doubling_months", "months", "Doubling time at the start", "起点翻倍时间", Text("from 0.5 to 600", "0.5 至 600"), 0.5, 600),
    _column(
        "slowing_months",
        "months",
        "Growth rate halves every",
        "增速每隔多久减半",
        Text("of tokens and of training; from 1 to 1200, large = never slows", "词元与训练均适用；1 至 1200，很大即不放缓"),
        1,
        1200,
    ),
    _column(
        "active_parameters_bn", "billion_parameters", "Active parameters", "激活参数", Text("billions a token", "每词元，十亿"), 0.01, 1e5
    ),
    _column(
        "attention_gflop",
        "gflop_per_token",
        "Attention term",
        "注意力项",
        Text("GFLOP a token, 0 = left out", "每词元 GFLOP，0 为不计"),
        0,
        1e6,
    ),
    _column("output_share", "fraction", "Output share of tokens", "输出词元占比", Text("0–1", "0–1"), 0, 1),
    _column(
        "cached_share",
        "fraction",
        "Cached share of input",
        "输入缓存命中占比",
        Text("0–1; cached input is not computed", "0–1；命中缓存的输入不再计算"),
        0,
        1,
    ),
    _column("efficiency_gain", "fraction", "FLOP per token saved a year", "每词元计算量年降幅", Text("0–0.99", "0–0.99"), 0, 0.99),
    _column(
        "training_ratio", "times", "Training at the start, times inference", "起点训练为推理的倍数", Text("0 or more", "不小于 0"), 0, 1e4
    ),
    _column("training_growth", "times", "Training a year later", "训练年增长倍数", Text("times, above 0", "倍，大于 0"), 0.01, 100),
    _column("mfu_prefill", "fraction", "MFU in prefill", "预填充阶段 MFU", Text("0.01–1", "0.01–1"), 0.01, 1),
    _column("bytes_per_parameter", "bytes", "Bytes per parameter", "每参数字节数", Text("from 0.25 to 8", "0.25 至 8"), 0.25, 8),
    _column(
        "batch",
        "sequences",
        "Sequences decoded together",
        "并行解码的序列数",
        Text("1 or more share one reading of the weights", "不小于 1，共用一次权重读取"),
        1,
        1e5,
    ),
    _column("kv_kb", "kb_per_token", "Key-value cache per context token", "每上下文词元的键值缓存", Text("kB", "千字节"), 0, 1e5),
    _column("context_k", "thousand_tokens", "Context in decode", "解码时上下文长度", Text("thousand tokens", "千词元"), 0, 1e5),
    _column("mbu_decode", "fraction", "Share of memory bandwidth in decode", "解码阶段显存带宽利用率", Text("0.01–1", "0.01–1"), 0.01, 1),
    _column("peak_to_mean", "times", "Peak to mean", "峰均比", Text("1 or more", "不小于 1"), 1, 100),
)
PATH = tuple(column.name for column in COLUMNS[:10])
SERVING = tuple(column.name for column in COLUMNS[10:])
MODEL = ("tokens_t", "active_parameters_bn", "attention_gflop", "output_share", "cached_share")
"""Of the path, what the need of the tokens takes too."""

NAMES = (*PATH, *SERVING)


def _entry(column: Column, place: str) -> Column:
    if place == "central":
        return column
    wording = {"low": Text("low", "低"), "high": Text("high", "高")}[place]
    title = Text(f"{column.title.en}, {wording.en}", f"{column.title.zh}（{wording.zh}）")
    return replace(column, name=f"{column.name}_{place}", title=title)


ENTRIES = tuple(_entry(column, place) for column in COLUMNS for place in PLACES)
"""What the analyst may give: three numbers an input, none required."""


def entry_names(name: str) -> tuple[str, str, str]:
    """Return the names of the three entries of an input."""
    return (f"{name}_low", name, f"{name}_high")
