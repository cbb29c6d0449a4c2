"""The only door to the database.

One process writes. Every reader works on a cursor of its own. After each commit a read-only snapshot is
published beside the database (atomic rename); other processes read that while the writer runs.
"""

from data.store.connection import Store, database_path, is_current, local_reader, open_snapshot, open_store, snapshot_path
from data.store.ledger import NewUpload, Upload, new_upload
from data.store.live import Tables

__all__ = [
    "NewUpload",
    "Store",
    "Tables",
    "Upload",
    "database_path",
    "is_current",
    "local_reader",
    "new_upload",
    "open_snapshot",
    "open_store",
    "snapshot_path",
]
