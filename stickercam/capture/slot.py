"""A place for one thing: whoever is late finds the newest, and nothing ever queues."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Slot(Generic[T]):
    """One writer overwrites, readers wait for something newer than what they have seen."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._number = 0
        self._error: BaseException | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    def put(self, item: T) -> None:
        with self._changed:
            self._item = item
            self._number += 1
            self._changed.notify_all()

    def close(self, error: BaseException | None = None) -> None:
        """No more will come. Readers get `error`, or None when it was a plain end."""
        with self._changed:
            self._closed = True
            self._error = self._error or error
            self._changed.notify_all()

    def newest(self) -> tuple[int, T | None]:
        """(number of things put so far, the last of them or None), at once."""
        with self._changed:
            return self._number, self._item

    def wait(self, after: int, timeout: float | None = None) -> tuple[int, T | None]:
        """The newest thing whose number is above `after`.

        (after, None) when `timeout` seconds passed or the slot is closed without one; raises the error of `close`.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._number > after or self._closed, timeout)
            if self._number > after:
                return self._number, self._item
            if self._error is not None:
                raise self._error
            return after, None
