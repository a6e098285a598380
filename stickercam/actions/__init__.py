"""What the person does, told by rules over the last seconds of steady poses.

A rule starts when its condition has held for a while, and ends on a wider condition, so that it does not flicker.
"""

from collections.abc import Iterable

import numpy as np

from stickercam.actions.moment import Moment, Past
from stickercam.actions.rules import NAMES, RULES, Rule
from stickercam.frames import Action, Pose

__all__ = ["NAMES", "RULES", "Actions", "Rule", "find_actions"]

GRACE = 0.12  # seconds that a condition may fail without starting anew: joints are lost for a frame or two


class _Watch:
    """One rule over time: since when it is true, whether it is on."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.on = False
        self.start = 0.0  # when it began
        self._since: float | None = None  # when its condition became true
        self._true_at = self._over_at = -np.inf
        self._quiet_until = -np.inf

    def step(self, moment: Moment) -> bool:
        if self.on:
            if self.rule.ends(moment) or moment.time - self.start > self.rule.longest:
                self.on, self._since = False, None
                self._quiet_until = moment.time + self.rule.rest
        elif moment.time >= self._quiet_until and self.rule.starts(moment):
            self._since, self._true_at = moment.time if self._since is None else self._since, moment.time
            self.on = moment.time - self._since >= self.rule.hold
            if self.on:
                self.start = self.rule.began(moment) if self.rule.began else self._since
        elif moment.time - self._true_at > GRACE:
            self._since = None
        return self.on


class Actions:
    """Called with steady poses in order of time."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next pose is somebody new."""
        self._watches = [_Watch(rule) for rule in RULES]
        self._past = Past()

    def step(self, pose: Pose) -> str | None:
        """The name of what is going on now, None if it has none."""
        going_on = self.going_on(pose)
        return going_on[0].name if going_on else None

    def going_on(self, pose: Pose) -> list[Action]:
        """Everything that goes on now, most telling first; end is None."""
        moment = self._past(pose)
        if moment is None:  # nobody: start afresh
            self.reset()
            return []
        return [Action(watch.rule.name, watch.start, None) for watch in self._watches if watch.step(moment)]


def find_actions(poses: Iterable[Pose]) -> tuple[Action, ...]:
    """All actions of a take, in order of their start, with their ends; without those that lasted too long to be one.

    Whoever jumps goes down before: that is no squat.
    """
    actions, running, last = Actions(), {}, None
    found = []
    for pose in poses:
        now = {action.name: action for action in actions.going_on(pose)}
        for name in [name for name in running if name not in now]:
            found.append(Action(name, running.pop(name).start, pose.time))
        running = {**now, **running}
        last = pose.time
    found += [Action(action.name, action.start, last) for action in running.values()]
    longest = {rule.name: rule.longest for rule in RULES}
    found = [action for action in found if action.start < action.end <= action.start + longest[action.name] + 0.1]
    jumps = [action for action in found if action.name == "jump"]
    found = [a for a in found if a.name != "squat" or not any(a.start < jump.start <= a.end for jump in jumps)]
    return tuple(sorted(found, key=lambda action: (action.start, action.name)))
