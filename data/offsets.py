"""The clock of a file beside the clock of its pools: what its cells, its zone column or its reader state, and what the analyst says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data.breaches import saying
from data.columns import Read
from data.findings import Findings
from data.mapping import Match, sure
from data.schema import Dataset
from data.sheets import Sheet
from data.zones import changed, localised


def stated_zones(read: Sequence[Sheet], dataset: Dataset, mapping: Mapping[str, Match]) -> pd.Series | None:
    """Return the zone that the file itself states for each row where the analyst gives another for all; None where there is none."""
    if "zone" not in dataset.names or not mapping.get("zone", Match()).constant:
        return None
    zone = dataset.column("zone")
    parts = []
    for sheet in read:
        header = next((header for header in sheet.frame.columns if sure(header, zone)), None)
        parts.append(sheet.frame[header] if header else pd.Series(None, sheet.frame.index, dtype="str"))
    return pd.concat(parts, ignore_index=True).astype("str") if parts else None


def keep_offsets(frame: pd.DataFrame, columns: Mapping[str, Read], dataset: Dataset, stated: pd.Series | None, findings: Findings) -> None:
    """Put the offsets that instants carried into the column `zone`, where it says nothing itself; else take the instants to that zone.

    `stated` is what the file says of the zone where its cells carry no offset. In a dataset without a zone the offsets are problems.
    """
    for name, column in columns.items():
        if column.offsets is None or dataset.column(name).kind != "instant":
            continue
        if "zone" not in dataset.names:
            positions = np.flatnonzero(column.offsets.notna())
            findings.of_rows(dataset.column(name), column.header, positions, saying("check.offset", column, positions))
            continue
        own = column.offsets if stated is None else column.offsets.fillna(stated)
        if own.notna().any():
            frame[name], wrong = localised(frame[name], own, frame["zone"])
            bad = wrong.pop("check.no_zone")
            findings.of_rows(dataset.column("zone"), columns["zone"].header, bad, saying("check.no_zone", columns["zone"], bad))
            frame["zone"] = frame["zone"].fillna(own)
            for code, positions in wrong.items():
                findings.of_rows(dataset.column(name), column.header, positions, saying(code, column, positions))
        written = frame[name].where(own.isna())
        skipped = changed(written, frame["zone"])["check.clock_skipped"]
        findings.of_rows(dataset.column(name), column.header, skipped, saying("check.clock_skipped", column, skipped))
