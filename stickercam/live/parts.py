"""What the loop of the live view is put together from, as far as it knows them."""

from collections.abc import Callable
from typing import Protocol

from stickercam.capture.slot import Slot
from stickercam.live.buttons import Command
from stickercam.live.network import Estimate
from stickercam.live.saver import Done, Job
from stickercam.live.view import View


class Screen(Protocol):
    """What the window gives to the loop."""

    character_pixels: int

    def show(self, view: View) -> list[Command]: ...


class Maker(Protocol):
    """What the saver gives to the loop."""

    busy: bool
    shares: tuple[float, ...]

    def submit(self, job: Job) -> None: ...
    def collect(self, timeout: float = 0.0) -> list[Done]: ...


class Looking(Protocol):
    """What the network's thread gives to the loop."""

    estimates: Slot[Estimate]

    def other(self, at: tuple[float, float] | None = None) -> None: ...
    def change(self, open_estimator: Callable) -> Slot: ...
