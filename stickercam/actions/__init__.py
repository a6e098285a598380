"""What the person does, told by rules over the last seconds of steady poses.

A rule starts when its condition has held for a while, and ends on a wider condition, so that it does not flicker.
"""

from collections import deque
from collections.abc import Iterable

import numpy as np

from stickercam.actions.moment import SEEN, WINDOW, Moment
from stickercam.actions.rules import NAMES, RULES, Rule
from stickercam.crop import torso_length
from stickercam.frames import Action, Pose

__all__ = ["NAMES", "Actions", "find_actions"]


class _Watch:
    """One rule over time: since when it is true, whether it is on."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.since: float | None = None
        self.on = False
        self._quiet_until = -np.inf

    def step(self, moment: Moment) -> bool:
        if self.on:
            if self.rule.ends(moment) or moment.time - self.since > self.rule.longest:
                self.on, self.since = False, None
                self._quiet_until = moment.time + self.rule.rest
        elif moment.time >= self._quiet_until and self.rule.starts(moment):
            self.since = moment.time if self.since is None else self.since
            self.on = moment.time - self.since >= self.rule.hold
        else:
            self.since = None
        return self.on


class Actions:
    """Called with steady poses in order of time."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next pose is somebody new."""
        self._watches = [_Watch(rule) for rule in RULES]
        self._past: deque[Moment] = deque()
        self._units: deque[tuple[float, float]] = deque()

    def step(self, pose: Pose) -> str | None:
        """The name of what is going on now, None if it has none."""
        going_on = self.going_on(pose)
        return going_on[0].name if going_on else None

    def going_on(self, pose: Pose) -> list[Action]:
        """Everything that goes on now, most telling first; end is None."""
        seen = pose.score >= SEEN
        unit = torso_length(pose.xy, seen)
        if unit is None:  # nobody: start afresh
            self.reset()
            return []
        self._units.append((pose.time, unit))
        while self._units[0][0] < pose.time - WINDOW:
            self._units.popleft()
        unit = float(np.median([length for _, length in self._units]))
        moment = Moment(pose, unit, self._past)
        self._past.append(moment)
        while self._past[0].time < pose.time - WINDOW:
            self._past.popleft()
        on = [watch for watch in self._watches if watch.step(moment)]
        return [Action(watch.rule.name, watch.since - watch.rule.before, None) for watch in on]


def find_actions(poses: Iterable[Pose]) -> tuple[Action, ...]:
    """All actions of a take, in order of their start, with their ends; without those that lasted too long to be one."""
    actions, running, last = Actions(), {}, None
    found = []
    for pose in poses:
        now = {action.name: action for action in actions.going_on(pose)}
        for name in [name for name in running if name not in now]:
            found.append(Action(name, running.pop(name).start, pose.time))
        running = {**now, **running}
        last = pose.time
    found += [Action(action.name, action.start, last) for action in running.values()]
    longest = {rule.name: rule.longest + rule.before for rule in RULES}
    found = [action for action in found if action.end - action.start <= longest[action.name]]
    return tuple(sorted(found, key=lambda action: (action.start, action.name)))
