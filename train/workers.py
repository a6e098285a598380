"""Processes that work beside this one, on every system alike, and end with it however it ends."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


def _begin() -> None:
    import cv2

    cv2.setNumThreads(1)  # one process a core: more threads would only get in each other's way
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asked; it then ends the workers
    threading.Thread(target=_end_with_parent, daemon=True, name="watch").start()


def _end_with_parent() -> None:
    # A killed parent closes nothing: its workers would wait for work for ever, and one at work would write on.
    multiprocessing.parent_process().join()
    os._exit(1)


def open_pool(number: int) -> ProcessPoolExecutor:
    """So many worker processes. Spawned: a forked one may inherit a lock that a thread of torch or OpenCV holds."""
    return ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), initializer=_begin)


@contextmanager
def pool(number: int) -> Iterator[ProcessPoolExecutor]:
    """`open_pool`; work that has not begun is dropped when the block ends, by an error or by Ctrl-C too."""
    workers = open_pool(number)
    try:
        yield workers
    finally:
        workers.shutdown(wait=True, cancel_futures=True)
