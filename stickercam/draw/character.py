"""The style "character": a drawn figure that does what the person does."""

from collections.abc import Sequence

import numpy as np

from stickercam.draw.assemble import assemble
from stickercam.draw.border import Sheet, View, draw_under
from stickercam.draw.effects import Effects
from stickercam.draw.face import Face
from stickercam.draw.look import Look
from stickercam.draw.measure import Meter, measure_take
from stickercam.draw.motion import Living, Motion
from stickercam.draw.paint import Placed, box_of, draw_pieces, silhouettes
from stickercam.draw.parts import make_parts
from stickercam.frames import Action, Frame, Pose, Take
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

ART = 512.0  # art units that a canvas is high and wide: numbers of the characters are pixels at this size
MARGIN = 6.0  # art units kept free at the canvas's edge,
MARGIN_PX = 3.0  # and so many pixels of a tiny canvas, for the blur's blocks
LIVE_SCALE = 0.9  # of full size: room for raised hands; whoever hops higher moves the picture (`kept_inside`)
LIVE_GROUND = 0.91  # of the canvas's height: where the soles stand
BACK = 0.6  # seconds in which a live picture that had to move aside for the figure comes back
SOFT = 2.8  # times its sigma: how far a shadow is still seen


class CharacterStyle:
    """Draws one character; see `Style` in `stickercam.draw`."""

    def __init__(self, look: Look, *, seed: int, border: bool, shadow: bool) -> None:
        self.look, self.seed = look, seed
        self.sheet = Sheet(look, border, shadow)
        self.parts, self.face = make_parts(look), Face(look)
        self.effects = Effects(look, np.random.default_rng([seed, 1]).random(64).tolist())
        self.pixels = self.surface = None
        self.reset()

    def reset(self) -> None:
        """Forget the person and the take."""
        self.motion, self.meter = Motion(self.look, self.seed), Meter()
        self.view: View | None = None
        self.view_time = 0.0
        self.box: tuple | None = None  # of all that was planned
        self.planned: dict[float, list[Placed]] = {}

    def prepare(self, take: Take, canvas: int, actions: Sequence[Action] = ()) -> None:
        """Look at the whole take first: its measures, one framing that crops nothing, and a swing that loops."""
        self.reset()
        for pose in take.poses:
            check(pose)
        if not take.poses:
            return
        times = np.array([pose.time for pose in take.poses])
        step = float(np.median(np.diff(times))) if len(times) > 1 else 0.05
        motion = Motion(self.look, self.seed, float(times[-1] - times[0]) + step)
        steps = list(zip(take.poses, measure_take(take.poses)))
        if loops(take):  # swing in: the end of the first round is the beginning of the second
            for pose, measure in steps:
                motion.step(pose, measure, action_at(actions, pose.time))
            motion.time = times[0] - step
        box = None
        for pose, measure in steps:
            living = motion.step(pose, measure, action_at(actions, pose.time))
            self.planned[pose.time] = pieces = self._assemble(living)
            box = joined(box, self._box(pieces))
        self.box = box

    def render(self, frame: Frame | None, pose: Pose, canvas: int, action: str | None = None) -> np.ndarray:
        """(canvas, canvas, 4) uint8, straight RGBA. Poses in order of time; ValueError for one with NaN."""
        check(pose)
        pieces = self.planned.get(pose.time)
        if pieces is None:
            pieces = self._assemble(self.motion.step(pose, self.meter.step(pose), action))
        view = fit(self.box, canvas) if self.box else self._follow(self._box(pieces), canvas, pose.time)
        return self._paint(pieces, view, canvas)

    def _assemble(self, living: Living) -> list[Placed]:
        return self.effects.pieces(living) + assemble(living, self.parts, self.face, self.look)

    def _outlines(self, pieces: list[Placed]) -> list:
        return silhouettes(pieces, self._border())

    def _border(self) -> float:
        return self.look.border["width"] if self.sheet.border else 0.0

    def _box(self, pieces: list[Placed]) -> tuple[float, float, float, float]:
        """What a picture takes up, shadow included, art units."""
        left, top, right, bottom = box_of(pieces, self._border())
        soft = SOFT * self.look.shadow["sigma"] if self.sheet.shadow else 0.0
        drop = self.look.shadow["drop"] if self.sheet.shadow else 0.0
        return left - soft, min(top, top - soft + drop), right + soft, max(bottom, bottom + soft + drop)

    def _follow(self, box: tuple, canvas: int, time: float) -> View:
        """The live framing: a fixed one, but the figure never leaves it; what had to give comes back slowly."""
        usual = View(LIVE_SCALE * canvas / ART, canvas / 2, LIVE_GROUND * canvas)
        if self.view is None:
            self.view, self.view_time = usual, time
        share = float(1 - np.exp(-max(0.0, time - self.view_time) / BACK))
        self.view_time = time
        old = self.view
        mixed = [a + share * (b - a) for a, b in ((old.scale, usual.scale), (old.x, usual.x), (old.y, usual.y))]
        self.view = kept_inside(View(*mixed), box, canvas)
        return self.view

    def _paint(self, pieces: list[Placed], view: View, size: int) -> np.ndarray:
        if self.pixels is None or len(self.pixels) != size:
            self.pixels = np.empty((size, size, 4), np.uint8)
            info = skia.ImageInfo.Make(size, size, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
            self.surface = skia.Surface.MakeRasterDirect(info, self.pixels, size * 4)
        canvas = self.surface.getCanvas()
        draw_under(canvas, self.pixels, self._outlines(pieces), view=view, sheet=self.sheet)
        canvas.save()
        canvas.translate(view.x, view.y)
        canvas.scale(view.scale, view.scale)
        draw_pieces(canvas, pieces, self.look.palette)
        canvas.restore()
        picture = np.empty((size, size, 4), np.uint8)
        info = skia.ImageInfo.Make(size, size, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
        self.surface.readPixels(info, picture, size * 4, 0, 0)
        return picture


def check(pose: Pose) -> None:
    if pose.xy.shape != (16, 2) or pose.score.shape != (16,):
        raise ValueError(f"a pose has 16 joints, not {pose.xy.shape} and {pose.score.shape}")
    if not (np.isfinite(pose.xy).all() and np.isfinite(pose.score).all() and np.isfinite(pose.time)):
        raise ValueError(f"the pose at {pose.time} s holds numbers that are not finite")


def action_at(actions: Sequence[Action], time: float) -> str | None:
    """The latest begun of the actions that go on at that time."""
    now = [a for a in actions if a.start <= time and (a.end is None or time < a.end)]
    return max(now, key=lambda a: a.start).name if now else None


def loops(take: Take) -> bool:
    """Whether the last pose leads back to the first: no seen joint moves farther than a fifth of the person's box."""
    first, last = take.poses[0], take.poses[-1]
    both = (first.score >= 0.2) & (last.score >= 0.2)
    if not both.any():
        return True
    size = float(np.ptp(first.xy[both], axis=0).max())
    return float(np.abs(first.xy - last.xy)[both].max()) < 0.2 * size


def joined(a: tuple | None, b: tuple) -> tuple:
    return b if a is None else (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def fit(box: tuple, canvas: int) -> View:
    """The box as large as the canvas allows, in its middle; never larger than the art's own size."""
    margin = max(MARGIN_PX, MARGIN * canvas / ART)
    scale = min((canvas - 2 * margin) / max(box[2] - box[0], box[3] - box[1]), 1.1 * canvas / ART)
    return View(scale, canvas / 2 - scale * (box[0] + box[2]) / 2, canvas / 2 - scale * (box[1] + box[3]) / 2)


def kept_inside(view: View, box: tuple, canvas: int) -> View:
    """The nearest view that shows the whole box."""
    margin = max(MARGIN_PX, MARGIN * canvas / ART)
    scale = min(view.scale, (canvas - 2 * margin) / max(box[2] - box[0], box[3] - box[1]))
    x = min(max(view.x, margin - scale * box[0]), canvas - margin - scale * box[2])
    y = min(max(view.y, margin - scale * box[1]), canvas - margin - scale * box[3])
    return View(scale, x, y)
