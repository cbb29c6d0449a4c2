"""Charts of capacity."""

from charts.capacity.centres import announced, centre, ledger, pipeline
from charts.capacity.goals import targets
from charts.capacity.grid import ranking, tiles
from charts.capacity.lines import series
from charts.capacity.present import now, own

__all__ = ["announced", "centre", "ledger", "now", "own", "pipeline", "ranking", "series", "targets", "tiles"]
