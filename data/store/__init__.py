"""The only door to the database.

One process writes. Every reader works on a cursor of its own. After each commit, as a step of its own, a read-only
snapshot is published beside the database (atomic rename); other processes read that while the writer runs.
"""

from data.store import upkeep
from data.store.accounts import Account, account_of
from data.store.alone import alone
from data.store.connection import Store, is_current, local_reader, open_snapshot, open_store
from data.store.faults import problems
from data.store.files import database_path, snapshot_path
from data.store.following import follow
from data.store.ledger import NewUpload, Upload, share_text
from data.store.live import Tables
from data.store.overlap import Met

__all__ = [
    "Account",
    "Met",
    "NewUpload",
    "Store",
    "Tables",
    "Upload",
    "account_of",
    "alone",
    "database_path",
    "follow",
    "is_current",
    "local_reader",
    "open_snapshot",
    "open_store",
    "problems",
    "share_text",
    "upkeep",
    "snapshot_path",
]
