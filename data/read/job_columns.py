"""The columns of a job table, and what each may be called."""

from __future__ import annotations

from data.schema import Column, Text

FROM = "listed_from"
"""The column that says from when on all jobs are listed."""
COLUMNS = (
    Column(
        "job",
        "text",
        Text("Job id", "作业号"),
        synonyms=("job id", "job id raw", "id", "job name", "name", "task id", "作业号", "作业id") + ("任务id", "任务号"),
    ),
    Column(
        "submit",
        "instant",
        Text("Submission", "提交时间"),
        synonyms=("submit time", "submitted", "submitted at", "submission time")
        + ("create time", "created at", "creation time", "creation timestamp", "提交时间", "创建时间"),
    ),
    Column(
        "start",
        "instant",
        Text("Start", "开始时间"),
        synonyms=("start time", "started", "started at", "begin", "begin time")
        + ("scheduled time", "schedule time", "开始时间", "启动时间", "调度时间"),
    ),
    Column(
        "end",
        "instant",
        Text("End", "结束时间"),
        synonyms=("end time", "ended", "ended at", "finish", "finish time", "finished at")
        + ("completion time", "deletion time", "delete time", "deletion timestamp", "结束时间", "完成时间", "删除时间"),
    ),
    Column(
        "cards",
        "number",
        Text("Cards", "卡数"),
        unit="cards",
        low=0,
        synonyms=(
            "allocated cards",
            "allocated gpus",
            "alloc gpus",
            "分配卡数",
            "实际卡数",
            "已分配卡数",
            "card",
            "card num",
            "gpus",
            "gpu",
            "gpu num",
        )
        + ("gpu count", "num gpus", "num gpu", "n gpus", "npus", "npu num", "accelerators", "加速卡数", "申请卡数", "gpu卡数", "npu卡数"),
    ),
    Column("card_thousandths", "number", Text("Thousandths of each card", "每卡份额（千分之一）"), low=0, synonyms=("gpu milli",)),
    Column("allocated", "text", Text("Resources allocated (TRES or GRES)", "已分配资源"), synonyms=("alloc tres", "alloc gres")),
    Column("requested", "text", Text("Resources requested (TRES or GRES)", "申请资源"), synonyms=("req tres", "req gres")),
    Column(
        "nodes",
        "number",
        Text("Nodes of the job", "作业节点数"),
        low=0,
        synonyms=("n nodes", "nnodes", "alloc nodes", "req nodes", "num nodes", "node count", "节点数"),
    ),
    Column(
        "instances",
        "number",
        Text("Instances of the job", "作业实例数"),
        low=0,
        synonyms=(
            "replicas",
            "replica num",
            "instance num",
            "num instances",
            "array size",
            "task num",
            "num tasks",
            "worker num",
            "workers",
        )
        + ("实例数", "副本数", "任务数", "worker数"),
    ),
    Column(
        "cards_are",
        "code",
        Text("Cards are", "卡数为"),
        values={"all": Text("Of the whole job", "整个作业合计"), "each": Text("Of each node or instance", "每个节点或实例")},
    ),
    Column("state", "text", Text("State", "状态"), synonyms=("job state", "status", "pod phase", "phase", "作业状态", "任务状态")),
    Column("pool", "text", Text("Pool", "资源池"), synonyms=("partition", "vc", "virtual cluster", "queue", "分区", "队列")),
    Column("cluster", "text", Text("Cluster", "集群"), synonyms=("cluster name", "集群名称")),
    Column(FROM, "instant", Text("Time from which all jobs are listed", "作业完整记录的起点")),
)
"""What is read of a job table."""
