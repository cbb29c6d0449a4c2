"""accelerators: public specifications of cards, with the names they go by."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE


def _figure(name: str, unit: str, en: str, zh: str, sign: str, *synonyms: str, example: str = "") -> Column:
    title = Text(f"{en}, {sign}", f"{zh}（{sign}）")
    return Column(f"{name}_{unit}", "number", title, unit=unit, low=0, synonyms=synonyms, example=example)


ACCELERATORS = Dataset(
    "accelerators",
    Text("Cards", "加速卡"),
    Text("One specification a row; rates are dense, without sparsity.", "一行一份规格；算力为稠密值，不含稀疏加速。"),
    (
        Column(
            "model", "text", Text("Card model", "加速卡型号"), required=True, synonyms=("name", "gpu", "型号", "名称"), example="X100 64GB"
        ),
        Column(
            "aliases",
            "text",
            Text("Also called", "别名"),
            Text("Separated by |; an alias stands for one model only", "以 | 分隔；一个别名只对应一个型号"),
            synonyms=("alias", "other names", "其他名称"),
            example="X100|示例 X100",
        ),
        Column(
            "vendor", "text", Text("Vendor", "厂商"), required=True, synonyms=("manufacturer", "maker", "制造商", "品牌"), example="Example"
        ),
        Column("vendor_zh", "text", Text("Vendor in Chinese", "厂商（中文）"), example="示例"),
        Column(
            "country",
            "text",
            Text("Country", "国家"),
            Text("ISO 3166-1 code", "ISO 3166-1 代码"),
            synonyms=("origin", "产地"),
            example="CN",
        ),
        Column("released", "date", Text("Released", "发布日期"), synonyms=("release date", "launch", "上市时间"), example="2026-05"),
        _figure("memory", "gb", "Memory", "显存", "GB", "memory", "vram", "hbm", "显存容量", example="64"),
        _figure("memory_bandwidth", "gbps", "Memory bandwidth", "显存带宽", "GB/s", "bandwidth", "带宽", example="1600"),
        _figure("fp32", "tflops", "FP32", "FP32 算力", "TFLOPS", "fp32", "单精度", example="64"),
        _figure("fp16_dense", "tflops", "FP16, dense", "FP16 稠密算力", "TFLOPS", "fp16", "bf16", "半精度", example="320"),
        _figure("fp8_dense", "tflops", "FP8, dense", "FP8 稠密算力", "TFLOPS", "fp8"),
        _figure("int8_dense", "tops", "INT8, dense", "INT8 稠密算力", "TOPS", "int8", example="640"),
        _figure("tdp", "w", "Power", "功耗", "W", "tdp", "power", "热设计功耗", example="400"),
        *PROVENANCE,
    ),
    key=("model",),
    reference=True,
)
