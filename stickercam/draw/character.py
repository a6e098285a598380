"""The style "character": a drawn figure that does what the person does."""

from collections.abc import Sequence

import numpy as np

from stickercam.draw.art import read_art
from stickercam.draw.assemble import assemble
from stickercam.draw.border import Sheet, View, draw_under
from stickercam.draw.effects import Effects
from stickercam.draw.face import Face
from stickercam.draw.ground import Ground
from stickercam.draw.lettering import ART, Lettering, Word, draw_words
from stickercam.draw.look import Look
from stickercam.draw.measure import Meter, measure_take
from stickercam.draw.motion import Living, Motion
from stickercam.draw.paint import Placed, box_of, draw_pieces, silhouettes
from stickercam.frames import Action, Frame, Pose, Take
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

MARGIN = 6.0  # art units kept free at the canvas's edge,
MARGIN_PX = 3.0  # and so many pixels of a tiny canvas, for the blur's blocks
LIVE_SCALE = 0.9  # of full size: room for raised hands; whoever hops higher moves the picture (`kept_inside`)
LIVE_GROUND = 0.91  # of the canvas's height: where the soles stand
BACK = 0.6  # seconds in which a live picture that had to move aside for the figure comes back
SWING_IN = 1.5  # seconds of a loop's end that are lived through before its beginning: all springs are at rest by then
SOFT = 2.8  # times its sigma: how far a shadow is still seen


class CharacterStyle:
    """Draws one character; see `Style` in `stickercam.draw`."""

    def __init__(
        self,
        look: Look,
        *,
        seed: int = 0,
        border: bool = True,
        shadow: bool = True,
        caption: str = "",
        words: bool = False,
        ground: Ground | None = None,
    ) -> None:
        """caption: below the figure. words: whether it says what its file has for an action. ground: behind it."""
        self.look, self.seed = look, seed
        self.sheet = Sheet(look, border, shadow)
        self.ground, self.lettering = ground, Lettering(look, caption, words)
        self.art = read_art(look)
        self.face = Face(look, self.art)
        self.effects = Effects(look, np.random.default_rng([seed, 1]).random(64).tolist())
        self.pixels = self.surface = None
        self.dirty = (0, 0, 0, 0)  # the pixels that the last picture took up
        self.reset()

    def reset(self) -> None:
        """Forget the person and the take."""
        self.motion, self.meter = Motion(self.look, self.art, self.seed), Meter()
        self.view: View | None = None
        self.view_time = 0.0
        self.box: tuple | None = None  # of all that was planned
        self.planned: dict[float, tuple[list[Placed], tuple, list[Word]]] = {}
        self.strips = self.lettering.strips(())  # art units kept free for words, above and below
        self.lettering.reset()

    def prepare(self, take: Take, canvas: int, actions: Sequence[Action] = ()) -> None:
        """Look at the whole take first: its measures, one framing that crops nothing, and a swing that loops."""
        self.reset()
        for pose in take.poses:
            check(pose)
        if not take.poses:
            return
        times = np.array([pose.time for pose in take.poses])
        step = float(np.median(np.diff(times))) if len(times) > 1 else 0.05
        motion = Motion(self.look, self.art, self.seed, float(times[-1] - times[0]) + step)
        steps = list(zip(take.poses, measure_take(take.poses)))
        if loops(take):  # swing in: the end of the first round is the beginning of the second
            for pose, measure in steps[-max(1, round(SWING_IN / step)) :]:
                action = action_at(actions, pose.time)
                self.lettering.step(action, motion.step(pose, measure, action))
            motion.time = self.lettering.time = times[0] - step
        box = None
        for pose, measure in steps:
            action = action_at(actions, pose.time)
            living = motion.step(pose, measure, action)
            pieces = self._assemble(living)
            own = self._box(pieces)
            self.planned[pose.time] = pieces, own, self.lettering.step(action, living)
            box = joined(box, own)
        self.box, self.strips = box, self.lettering.strips(actions)

    def render(self, frame: Frame | None, pose: Pose, canvas: int, action: str | None = None) -> np.ndarray:
        """(canvas, canvas, 4) uint8, straight RGBA. Poses in order of time; ValueError for one with NaN."""
        check(pose)
        if pose.time in self.planned:
            pieces, box, words = self.planned[pose.time]
        else:
            living = self.motion.step(pose, self.meter.step(pose), action)
            pieces, words = self._assemble(living), self.lettering.step(action, living)
            box = self._box(pieces)
        view = fit(self.box, canvas, self.strips) if self.box else self._follow(box, canvas, pose.time)
        return self._paint(pieces, view, box, words, size=canvas)

    def _assemble(self, living: Living) -> list[Placed]:
        return self.effects.pieces(living) + assemble(living, self.art, self.face, self.look)

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
        free = canvas * (1 - self.strips[1] / ART)  # above the caption
        usual = View(LIVE_SCALE * free / ART, canvas / 2, LIVE_GROUND * free)
        if self.view is None:
            self.view, self.view_time = usual, time
        share = float(1 - np.exp(-max(0.0, time - self.view_time) / BACK))
        self.view_time = time
        old = self.view
        mixed = [a + share * (b - a) for a, b in ((old.scale, usual.scale), (old.x, usual.x), (old.y, usual.y))]
        self.view = kept_inside(View(*mixed), box, canvas, self.strips)
        return self.view

    def _paint(self, pieces: list[Placed], view: View, box: tuple, words: list[Word], *, size: int) -> np.ndarray:
        if self.pixels is None or len(self.pixels) != size:
            self.pixels = np.zeros((size, size, 4), np.uint8)
            info = skia.ImageInfo.Make(size, size, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
            self.surface = skia.Surface.MakeRasterDirect(info, self.pixels, size * 4)
            self.dirty = (0, 0, 0, 0)
        canvas = self.surface.getCanvas()
        area = view.area(box, size)
        outlines = silhouettes(pieces, self._border())
        left, top, right, bottom = self.dirty
        self.pixels[top:bottom, left:right] = 0
        whole = (0, 0, size, size) if self.ground else area
        for word in words:
            whole = joined(whole, View(size / ART, 0.0, 0.0).area(word.box, size))
        self.dirty = whole
        draw_under(canvas, self.pixels, outlines, view=view, area=area, sheet=self.sheet)
        canvas.save()
        canvas.translate(view.x, view.y)
        canvas.scale(view.scale, view.scale)
        draw_pieces(canvas, pieces, self.look.color("ink"))
        canvas.restore()
        draw_words(canvas, words, size)
        if self.ground:
            self.ground.draw_under(canvas, size)
        return straight(self.surface, whole, size)


def straight(surface, area: tuple[int, int, int, int], size: int) -> np.ndarray:
    """(size, size, 4) uint8, straight RGBA of what was drawn in an area, nothing outside it."""
    left, top, right, bottom = area
    picture = np.zeros((size, size, 4), np.uint8)
    if right > left and bottom > top:
        info = skia.ImageInfo.Make(right - left, bottom - top, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
        surface.readPixels(info, picture[top:bottom, left:right], 4 * size, left, top)  # a view with long rows
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
    """The smallest box about two, left, top, right, bottom."""
    return b if a is None else (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _room(canvas: int, strips: tuple[float, float]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what a figure may take up, pixels. strips: art units above and below."""
    margin, art = max(MARGIN_PX, MARGIN * canvas / ART), canvas / ART
    return margin, margin + strips[0] * art, canvas - margin, canvas - margin - strips[1] * art


def fit(box: tuple, canvas: int, strips: tuple[float, float] = (0.0, 0.0)) -> View:
    """The box as large as the canvas allows, in its middle; never larger than the art's own size."""
    left, top, right, bottom = _room(canvas, strips)
    scale = min((right - left) / (box[2] - box[0]), (bottom - top) / (box[3] - box[1]), 1.1 * canvas / ART)
    x, y = (left + right - scale * (box[0] + box[2])) / 2, (top + bottom - scale * (box[1] + box[3])) / 2
    return View(scale, x, y)


def kept_inside(view: View, box: tuple, canvas: int, strips: tuple[float, float] = (0.0, 0.0)) -> View:
    """The nearest view that shows the whole box."""
    left, top, right, bottom = _room(canvas, strips)
    scale = min(view.scale, (right - left) / (box[2] - box[0]), (bottom - top) / (box[3] - box[1]))
    x = min(max(view.x, left - scale * box[0]), right - scale * box[2])
    y = min(max(view.y, top - scale * box[1]), bottom - scale * box[3])
    return View(scale, x, y)
