"""What the metrics of exporters mean: one row for another maker."""

from __future__ import annotations

from typing import NamedTuple


class Metric(NamedTuple):
    """What a metric means: `utilization` (value × scale is 0-1), `health` (1 in service, 0 not), or `memory`, which only shows the card."""

    vendor: str
    name: str
    meaning: str
    scale: float


METRICS = (
    Metric("nvidia", "DCGM_FI_PROF_SM_ACTIVE", "utilization", 1),
    Metric("nvidia", "DCGM_FI_PROF_GR_ENGINE_ACTIVE", "utilization", 1),
    Metric("nvidia", "DCGM_FI_DEV_GPU_UTIL", "utilization", 0.01),
    Metric("nvidia", "DCGM_FI_DEV_FB_USED", "memory", 1),
    Metric("huawei", "npu_chip_info_utilization", "utilization", 0.01),
    Metric("huawei", "npu_chip_info_health_status", "health", 1),
    Metric("huawei", "npu_chip_info_hbm_used_memory", "memory", 1),
    Metric("huawei", "npu_chip_info_hbm_total_memory", "memory", 1),
    # dcgm-exporter 1.x, whose names were in lower case.
    Metric("nvidia", "dcgm_gpu_utilization", "utilization", 0.01),
    Metric("nvidia", "dcgm_fb_used", "memory", 1),
    # nvidia_gpu_exporter, which asks nvidia-smi.
    Metric("nvidia", "nvidia_smi_utilization_gpu_ratio", "utilization", 1),
    Metric("nvidia", "nvidia_smi_memory_used_bytes", "memory", 1),
    # Hygon's DCU exporter.
    Metric("hygon", "dcu_utilizationrate", "utilization", 0.01),
)
"""In order of preference: of several counters that all cards of a pool have, the first is used."""
