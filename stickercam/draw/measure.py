"""The person's own measures, so that a pose in frame pixels becomes a pose in torso lengths above a ground line."""

from dataclasses import dataclass, fields, replace

import numpy as np

from stickercam.frames import Pose
from stickercam.models import skeleton as sk

SEEN = 0.2  # a joint scored lower is not seen (design: let go under .20)
# Usual lengths in torso lengths (thorax to pelvis); what a short take cannot tell is taken from here.
USUAL = {"shoulders": 0.76, "hips": 0.40, "upper_arm": 0.62, "forearm": 0.54, "head": 0.55, "legs": 1.70}
SPANS = {
    "shoulders": (sk.R_SHOULDER, sk.L_SHOULDER),
    "hips": (sk.R_HIP, sk.L_HIP),
    "upper_arm": (sk.R_SHOULDER, sk.R_ELBOW, sk.L_SHOULDER, sk.L_ELBOW),
    "forearm": (sk.R_ELBOW, sk.R_WRIST, sk.L_ELBOW, sk.L_WRIST),
    "head": (sk.UPPER_NECK, sk.HEAD_TOP),
}
FULL = 92  # percentile that counts as a bone's unshortened length: the maximum would be an outlier
GROUND = 90  # percentile of the lower ankle's y that is the ground: jumps are above it, noise a little below
WINDOW = 3.0  # seconds that a person's scale and ground are looked at; people step closer within a take
STAY = 0.6  # torso lengths off the middle that a live person may stand without the stage following
STILL = 0.25  # torso lengths: a ground that moves less than this over a take is a still camera's


@dataclass(frozen=True, slots=True)
class Measure:
    """unit: torso length, pixels. ground: y of the standing ankles, chest: usual y of the thorax,
    center: x of the stage's middle, all pixels.

    The rest are full lengths in units; legs is the height of the pelvis over the ankles when standing.
    """

    unit: float
    ground: float
    chest: float
    center: float
    shoulders: float
    hips: float
    upper_arm: float
    forearm: float
    head: float
    legs: float


def measure(xy: np.ndarray, score: np.ndarray) -> Measure:
    """One measure from N poses. xy: (N, 16, 2), score: (N, 16)."""
    seen = score >= SEEN
    unit = _unit(xy, seen)
    lengths = {}
    for name, joints in SPANS.items():
        spans = np.concatenate([_span(xy, seen, a, b) for a, b in zip(joints[::2], joints[1::2])]) / unit
        usual = USUAL[name]
        full = percentile(spans, FULL) if len(spans) else usual
        # Bodies differ by a fifth; what falls outside is foreshortening or a wrong joint.
        lengths[name] = float(np.clip(full, 0.85 * usual, 1.2 * usual))
    ankles = seen[:, (sk.R_ANKLE, sk.L_ANKLE)].all(1) & seen[:, sk.PELVIS]
    low = xy[ankles][:, (sk.R_ANKLE, sk.L_ANKLE), 1].max(1)
    legs = percentile((low - xy[ankles, sk.PELVIS, 1]) / unit, FULL) if len(low) else USUAL["legs"]
    lengths["legs"] = float(np.clip(legs, 1.45, 2.0))
    middle = xy[seen[:, sk.PELVIS], sk.PELVIS, 0] if seen[:, sk.PELVIS].any() else xy[seen[:, sk.THORAX], sk.THORAX, 0]
    center = _usual(middle)
    chest = _usual(xy[seen[:, sk.THORAX], sk.THORAX, 1])
    ground = percentile(low, GROUND) if len(low) else chest + unit * (1 + lengths["legs"])
    return Measure(unit, float(ground), chest, center, **lengths)


def percentile(values: np.ndarray, share: float) -> float:
    """np.percentile of a plain row of numbers, in a fiftieth of its time: it is asked for 70 times a take."""
    row = np.sort(values)
    place = share / 100 * (len(row) - 1)
    low = int(place)
    high = min(low + 1, len(row) - 1)
    return float(row[low] + (place - low) * (row[high] - row[low]))


def _span(xy: np.ndarray, seen: np.ndarray, a: int, b: int) -> np.ndarray:
    both = seen[:, a] & seen[:, b]
    return np.linalg.norm(xy[both, a] - xy[both, b], axis=-1)


def _unit(xy: np.ndarray, seen: np.ndarray) -> float:
    """Torso length in pixels. A torso bent towards the camera is short, so the other spans set a floor."""
    torso = _span(xy, seen, sk.THORAX, sk.PELVIS)
    shoulders = _span(xy, seen, sk.R_SHOULDER, sk.L_SHOULDER)
    head = _span(xy, seen, sk.UPPER_NECK, sk.HEAD_TOP)
    guesses = [1.0]  # a pixel: all joints on one spot must not divide by nothing
    if len(torso) > 0.3 * len(xy):
        guesses += [percentile(torso, 60)]
        guesses += [percentile(shoulders, 90) / 1.1] if len(shoulders) else []
    elif len(shoulders):
        guesses += [percentile(shoulders, 90) / USUAL["shoulders"]]
    elif len(head):
        guesses += [percentile(head, 60) / USUAL["head"]]
    return float(max(guesses))


def _usual(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else 0.0


def measure_take(poses: tuple[Pose, ...]) -> list[Measure]:
    """A measure for each pose: lengths of the whole take, scale and ground of the seconds about it."""
    xy, score = np.stack([p.xy for p in poses]).astype(np.float64), np.stack([p.score for p in poses])
    times = np.array([p.time for p in poses])
    whole = measure(xy, score)
    stops = np.arange(times[0], times[-1] + 0.5, 0.5)
    near = [np.abs(times - stop) <= WINDOW / 2 for stop in stops]
    local = [measure(xy[part], score[part]) if part.any() else whole for part in near]
    unit = np.interp(times, stops, [m.unit for m in local])
    if np.ptp(unit) < STILL * whole.unit:
        unit[:] = whole.unit
    ground = np.interp(times, stops, [m.ground for m in local])
    if np.ptp(ground) < STILL * whole.unit:
        ground[:] = whole.ground
    return [replace(whole, unit=float(u), ground=float(g)) for u, g in zip(unit, ground)]


class Meter:
    """The same for a live stream, from the last seconds alone; it changes slowly, so that nothing pumps."""

    def __init__(self) -> None:
        self.poses: list[Pose] = []
        self.now: Measure | None = None
        self.target: Measure | None = None
        self.looked = self.time = 0.0

    def step(self, pose: Pose) -> Measure:
        if self.poses and pose.time < self.poses[-1].time:
            self.poses.clear()
        if (pose.score >= SEEN).any():
            self.poses.append(pose)
        while self.poses and self.poses[0].time < pose.time - WINDOW:
            self.poses.pop(0)
        # Five looks a second suffice, and a percentile costs more than the rest of a figure.
        if self.target is None or len(self.poses) < 8 or not 0 <= pose.time - self.looked < 0.2:
            self.looked = pose.time
            if self.poses or self.target is None:
                kept = self.poses or [pose]
                self.target = measure(
                    np.stack([p.xy for p in kept]).astype(np.float64), np.stack([p.score for p in kept])
                )
        share = 1.0 if self.now is None or len(self.poses) < 8 else 1 - np.exp(-max(0.0, pose.time - self.time) / 0.5)
        old = self.now or self.target
        mixed = {
            f.name: (1 - share) * getattr(old, f.name) + share * getattr(self.target, f.name) for f in fields(Measure)
        }
        if abs(self.target.center - old.center) < STAY * mixed["unit"] and share < 1:
            mixed["center"] = old.center  # else the feet of somebody who stands aside would slide to the middle
        self.now, self.time = Measure(**mixed), pose.time
        return self.now
