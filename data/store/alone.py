"""One upload in a database of its own, in memory: what views would say of it alone, before anything is stored."""

from __future__ import annotations

import duckdb

from data import clock
from data.store import ledger, migrations
from data.store.ledger import NewUpload
from data.store.live import Tables


def alone(new: NewUpload) -> Tables:
    """Return the data as they would be if `new` were all there is."""
    cursor = duckdb.connect()
    migrations.make(cursor)
    ledger.add(cursor, new)
    return Tables(cursor, new.owner, data="joined", keep=None, today=clock.today())
