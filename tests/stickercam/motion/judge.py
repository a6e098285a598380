"""Precision, recall and false events a minute of told actions against the truth."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from stickercam.frames import Action, Pose
from tests.stickercam.motion.acts import ACTS
from tests.stickercam.motion.takes import Half, Truth, take

EARLY, LATE = 0.05, 0.5  # seconds that an event may come before its action begins, or after it ends


@dataclass(slots=True)
class Tally:
    """Counts by name of the action; ordinary: seconds of ordinary motion, and what was told in it."""

    done: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    seconds: float = 0.0
    ordinary: Counter = field(default_factory=Counter)  # (motion, name told)
    mistakes: list[str] = field(default_factory=list)

    def recall(self, name: str | None = None) -> float:
        found, done = (self.found[name], self.done[name]) if name else (self.found.total(), self.done.total())
        return found / max(done, 1)

    def precision(self, name: str | None = None) -> float:
        """Of what was told in takes of actions and of ordinary motion alike, the part that was so."""
        right, wrong = (self.right[name], self.wrong[name]) if name else (self.right.total(), self.wrong.total())
        return right / max(right + wrong, 1)

    @property
    def false_a_minute(self) -> float:
        """In ordinary motion."""
        return self.ordinary.total() / max(self.seconds / 60, 1e-9)


def judge(truths: Iterable[Truth], tell: Callable[[Sequence[Pose]], Sequence[Action]]) -> Tally:
    """tell: poses -> actions whose start is the moment at which they were told."""
    tally = Tally()
    for truth in truths:
        told = tell(truth.poses)
        for action in truth.actions:
            hit = any(one.name == action.name and _within(one, action) for one in told)
            tally.done[action.name] += 1
            tally.found[action.name] += hit
            if not hit:
                tally.mistakes.append(f"{action.name} missed: {truth.what}")
        for one in told:
            if one.name in truth.also and one.name != truth.name:
                continue
            so = any(one.name == action.name and _within(one, action) for action in truth.actions)
            tally.right[one.name] += so
            tally.wrong[one.name] += not so
            if not so:
                tally.mistakes.append(f"{one.name} told at {one.start:.2f} in {truth.name}: {truth.what}")
            if not truth.actions:
                tally.ordinary[truth.name, one.name] += 1
        if not truth.actions:
            tally.seconds += truth.poses[-1].time - truth.poses[0].time
    return tally


def _within(told: Action, action: Action) -> bool:
    return action.start - EARLY <= told.start <= action.end + LATE


def takes_of(half: Half, each: int, *, first: int = 0) -> Iterable[Truth]:
    """`each` takes of every action and of every ordinary motion."""
    for name in (*ACTS, *half.ordinary):
        for number in range(first, first + each):
            if (truth := take(half, name, number)).visible:
                yield truth


def live(poses: Sequence[Pose]) -> list[Action]:
    """What the live view tells: filtered pose by pose, an action counts from the frame in which it appears."""
    from stickercam.actions import Actions
    from stickercam.smooth import LiveFilter

    steady, actions, told, before = LiveFilter(), Actions(), [], set()
    for pose in poses:
        now = {action.name for action in actions.going_on(steady(pose))}
        told += [Action(name, pose.time, None) for name in sorted(now - before)]
        before = now
    return told


def recorded(poses: Sequence[Pose]) -> list[Action]:
    """What is told of a whole take."""
    from stickercam.actions import find_actions
    from stickercam.smooth import smooth_take

    return list(find_actions(smooth_take(poses)))
