"""requests: an inference log rolled to an interval."""

from __future__ import annotations

from data.schema import Column, Dataset, Order, Text


def _tokens(name: str, en: str, zh: str, *synonyms: str, **rest: object) -> Column:
    return Column(f"{name}_tokens", "number", Text(en, zh), unit="tokens", low=0, synonyms=synonyms, **rest)


def _minutes(name: str, en: str, zh: str, meaning: Text, *synonyms: str, example: str) -> Column:
    return Column(
        f"{name}_minutes",
        "number",
        Text(f"{en}, minutes", f"{zh}（分钟）"),
        meaning,
        unit="minutes",
        required=True,
        low=0,
        synonyms=synonyms,
        example=example,
    )


REQUESTS = Dataset(
    "requests",
    Text("Inference requests", "推理请求"),
    Text(
        "Requests and tokens of one service and model in one interval. A rate divides by the minutes observed.",
        "一个服务、一个模型在一个时段内的请求数与词元数；速率以实际观测分钟数为分母。",
    ),
    (
        Column(
            "service",
            "text",
            Text("Service", "服务"),
            Text("The application or endpoint that was called", "被调用的应用或接口"),
            required=True,
            synonyms=("application", "endpoint", "应用", "业务"),
            example="coding",
        ),
        Column(
            "model",
            "text",
            Text("Model", "模型"),
            Text("The language model; empty = not stated", "大模型名称；空=未说明"),
            synonyms=("model name", "模型名称"),
            example="DeepSeek-V3",
        ),
        Column(
            "start",
            "instant",
            Text("Start of the interval", "时段起点"),
            Text("In the service's own time", "服务当地时间"),
            required=True,
            synonyms=("timestamp", "time", "datetime", "hour", "时间", "时刻", "起始时间"),
            example="2026-03-01 00:00",
        ),
        Column(
            "zone",
            "text",
            Text("Time zone", "时区"),
            Text("IANA name or offset; empty = not stated", "IANA 名称或偏移；空=未说明"),
            synonyms=("timezone", "tz"),
            example="Asia/Shanghai",
        ),
        Column(
            "region", "text", Text("Region", "地区"), Text("ISO 3166-2 code", "ISO 3166-2 代码"), synonyms=("省份", "区域"), example="CN-SH"
        ),
        _minutes("interval", "Interval", "时段长度", Text("Length of the interval", "时段的长度"), "interval", "粒度", example="60"),
        _minutes(
            "observed",
            "Observed",
            "观测时长",
            Text("Minutes of the interval that the log covers", "日志覆盖的分钟数"),
            "coverage",
            example="60",
        ),
        Column(
            "requests",
            "integer",
            Text("Requests", "请求数"),
            unit="requests",
            required=True,
            low=0,
            synonyms=("count", "calls", "调用次数", "请求量"),
            example="12500",
        ),
        _tokens("input", "Input tokens", "输入词元", "prompt tokens", "context tokens", "输入 token", example="18000000"),
        _tokens("output", "Output tokens", "输出词元", "completion tokens", "generated tokens", "输出 token", example="2500000"),
        _tokens(
            "cached_input",
            "Cached input tokens",
            "缓存命中的输入词元",
            "cached tokens",
            "cache hit tokens",
            "缓存词元",
            meaning=Text("Part of the input that was served from a cache", "输入中由缓存提供的部分"),
            example="6000000",
        ),
        _tokens("median_input", "Median input tokens of a request", "单次请求输入词元中位数", "median prompt tokens", example="1400"),
        _tokens("median_output", "Median output tokens of a request", "单次请求输出词元中位数", "median completion tokens", example="150"),
        _tokens(
            "log_median_input",
            "Median input tokens of a request, whole log",
            "单次请求输入词元中位数（整份日志）",
            meaning=Text("Over all requests of the log that the interval belongs to", "该时段所属日志的全部请求"),
            example="1469",
        ),
        _tokens(
            "log_median_output",
            "Median output tokens of a request, whole log",
            "单次请求输出词元中位数（整份日志）",
            meaning=Text("Over all requests of the log that the interval belongs to", "该时段所属日志的全部请求"),
            example="13",
        ),
    ),
    key=("service", "model", "start"),
    summed=("service", "model"),
    rules=(Order("observed_minutes", "interval_minutes"), Order("cached_input_tokens", "input_tokens")),
)
