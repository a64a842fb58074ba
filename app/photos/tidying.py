"""Removing what uploads have left behind that nobody will go on with."""

import logging
import time

from app.core.clock import now
from app.photos.blobs import BlobStore

log = logging.getLogger("xuncheng.photos")
EVERY_S = 3_600.0


class Tidier:
    """Called often, it sweeps the store at the first call and then once an hour."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self._next = 0.0

    def __call__(self) -> int:
        """Sweep if it is time; how many files went. Raises OSError."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY_S
        gone = self._store.sweep(now().timestamp())
        if gone:
            log.info("%d leftovers of broken uploads removed", gone)
        return gone
