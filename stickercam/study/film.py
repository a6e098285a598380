"""The same clip through each network: how steady its joints are, which are lost, and the sticker that comes of it."""

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from stickercam.capture import open_source
from stickercam.crop import torso_length
from stickercam.draw import open_style
from stickercam.errors import StickercamError
from stickercam.export import write_sticker
from stickercam.frames import Pose, Take
from stickercam.models.engine import open_engine
from stickercam.models.skeleton import L_WRIST, LIMBS, PELVIS, R_WRIST
from stickercam.pipeline import estimate_poses, make_clip
from stickercam.smooth import smooth_take
from stickercam.study.pictures import save
from stickercam.study.plan import Column
from stickercam.system import cache_folder
from stickercam.train.measures import pck, torso
from stickercam.train.synth import View, write_clip

SURE = 0.35  # score from which a joint is drawn: below, it is lost to a sticker
JUMP = 0.3  # T off the middle of the frames before and after: the eye sees a limb flash
WHITE = 0.6745 * np.sqrt(6)  # median of |second differences| of white noise of deviation 1
# The made-up swing: somebody whose arms are bare, seen a little from the side, as golf is filmed.
ACTED = {"motion": "golf_swing", "size": (448, 448), "fps": 25.0, "seed": 15, "view": View(turn=0.5)}
PIXELS, STICKER_FPS, SHOWN = 220, 12.5, 6
DRAWN, TIMED = 512, 30  # pixels and number of the pictures that are timed
WRISTS = {"right wrist": R_WRIST, "left wrist": L_WRIST}


def swing(work: Path, *, seconds: float | None, tell: Callable[..., None]) -> dict:
    """The clip that needs nobody: a made-up person swings a golf club, WORK/clips/swing.mp4 with the truth beside."""
    file = work / "clips" / "swing.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_clip(out=file, seconds=seconds, joints=True, progress=partial(tell, "rendering a swing"), **ACTED)
    return {"files": [file, file.with_suffix(".json")]}


def film(
    column: Column, clip: Path, keep: Path, *, seconds: float | None, device: str, tell: Callable[..., None]
) -> dict:  # fmt: skip
    """A column's joints through a clip, and how steady they are. keep: gets the joints, an .npz."""
    engine = open_engine(column.weights, device, cache=cache_folder())
    with open_source(str(clip)) as source:
        seen = estimate_poses(source, engine, seconds=seconds, progress=tell)
    take = seen.take
    xy, score, times = arrays(take.poses)
    np.savez_compressed(keep, xy=xy, score=score, times=times, size=np.array(take.size))
    found = {
        "frames": len(times), "lost_frames": 100 * (1 - seen.found / max(len(times), 1)),
        "seconds": float(times[-1] - times[0]) if len(times) else 0.0,
        "pose_ms": 1000 * seen.seconds["pose"] / max(len(times), 1),
        "raw": steadiness(take.poses), "steady": steadiness(smooth_take(take.poses)),
        "files": [keep],
    }  # fmt: skip
    truth = clip.with_suffix(".json")
    if truth.is_file():
        found["truth"] = against(truth, xy)
    return found


def arrays(poses: tuple[Pose, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(N, 16, 2), (N, 16), (N,)."""
    return (
        np.array([pose.xy for pose in poses], np.float32).reshape(-1, 16, 2),
        np.array([pose.score for pose in poses], np.float32).reshape(-1, 16),
        np.array([pose.time for pose in poses], np.float64),
    )


def read_take(keep: Path) -> Take:
    with np.load(keep) as content:
        xy, score, times = content["xy"], content["score"], content["times"]
        size = tuple(int(side) for side in content["size"])
    return Take(tuple(Pose(a, b, float(c)) for a, b, c in zip(xy, score, times)), None, size)


def steadiness(poses: tuple[Pose, ...]) -> dict:
    """Of the joints that are drawn. tremor: in % of T, from second differences; motion that speeds up counts as well.

    jumps: a second, joints that are elsewhere for one frame. lost: % of joints that are not sure enough to be drawn.
    """
    xy, score, times = arrays(poses)
    lengths = [length for pose in poses if (length := torso_length(pose.xy, pose.score >= SURE))]
    lost = 100 * float((score < SURE).mean()) if len(score) else 100.0
    if len(poses) < 3 or not lengths:
        return {"tremor": None, "jumps": None, "lost": lost}
    unit, sure = float(np.median(lengths)), score >= SURE
    whole = sure[:-2] & sure[1:-1] & sure[2:]
    second = (xy[:-2] - 2 * xy[1:-1] + xy[2:]) / unit
    away = np.linalg.norm(second, axis=-1) / 2
    between = np.linalg.norm(xy[2:] - xy[:-2], axis=-1) / unit
    jumped = (away > JUMP) & (between < away)  # there and back: the frames beside it are not off as well
    seconds = times[-1] - times[0]
    return {
        "tremor": 100 * float(np.median(np.abs(second[whole])) / WHITE) if whole.any() else None,
        "jumps": float((whole & jumped).sum() / seconds) if seconds > 0 else None,
        "lost": lost,
    }


def against(truth: Path, xy: np.ndarray) -> dict:
    """PCK@0.2 of a made-up clip, and by how much the joints are off, in % of the torso."""
    poses = json.loads(truth.read_text(encoding="utf-8"))["poses"][: len(xy)]
    joints = np.array([
        np.column_stack([pose["xy"], np.round(2 * np.array(pose["score"]))]) for pose in poses
    ])  # fmt: skip
    lengths = torso(joints)
    found = pck(xy[: len(joints)], joints, lengths, 0.2)
    gap = np.linalg.norm(xy[: len(joints)] - joints[..., :2], axis=-1) / lengths[:, None]
    known = (joints[..., 2] > 0)[:, LIMBS] & np.isfinite(gap[:, LIMBS])
    off = gap[:, LIMBS][known]
    return {"pck@0.2": found["mean"], "off": 100 * float(np.median(off)) if off.size else None}


def heights(take: Take) -> dict[str, list[list[float]]]:
    """Of each wrist where it is sure: [seconds, height over the hips' usual place, in torsos]."""
    xy, score, times = arrays(take.poses)
    lengths = [length for pose in take.poses if (length := torso_length(pose.xy, pose.score >= SURE))]
    hips = xy[score[:, PELVIS] >= SURE, PELVIS, 1]
    if not lengths or not hips.size:
        return {name: [] for name in WRISTS}
    up = (np.median(hips) - xy[..., 1]) / np.median(lengths)
    return {
        name: [
            [round(float(times[k]), 3), round(float(up[k, joint]), 3)] for k in np.flatnonzero(score[:, joint] >= SURE)
        ]
        for name, joint in WRISTS.items()
    }


def read_truth(clip: Path) -> Take:
    """The true joints of a made-up clip, of score 1 where they are in the picture, seen or hidden."""
    told = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))
    poses = [
        Pose(np.array(pose["xy"], np.float32), (np.array(pose["score"]) > 0).astype(np.float32), pose["time"])
        for pose in told["poses"]
    ]
    return Take(tuple(poses), None, tuple(told["size"]))


def moments(takes: list[Take], number: int) -> list[int]:
    """Frames that show the motion: as many steps of the wrists' way, not of the clock, lie between them."""
    way = np.zeros(min(len(take.poses) for take in takes))
    for take in takes:
        xy, score, _ = arrays(take.poses[: len(way)])
        steps = np.linalg.norm(np.diff(xy[:, [R_WRIST, L_WRIST]], axis=0), axis=-1)
        sure = np.minimum(score[1:], score[:-1])[:, [R_WRIST, L_WRIST]] >= SURE
        limit = np.percentile(steps[sure], 98) if sure.any() else 0  # a jump is not motion
        way[1:] += np.minimum(np.where(sure, steps, 0), limit).sum(1)
    way = np.cumsum(way) + np.arange(len(way)) * 1e-6
    marks = np.linspace(way[0], way[-1], number)
    return sorted({int(np.searchsorted(way, mark)) for mark in marks})


def sticker(keep: Path, out: Path, folder: Path, *, tell: Callable[..., None]) -> dict:
    """OUT, which moves, and pictures out of it side by side in FOLDER; {} where nobody was seen well enough."""
    try:
        clip = make_clip(read_take(keep), open_style(), pixels=PIXELS, fps=STICKER_FPS, progress=tell)
    except StickercamError:
        return {}
    pictures = clip.sticker.pictures
    size = write_sticker(clip.sticker, out)
    chosen = np.linspace(0, len(pictures) - 1, min(SHOWN, len(pictures))).round().astype(int)
    strip = [save(pictures[place], folder / f"{out.stem}.{number}.webp") for number, place in enumerate(chosen, 1)]
    return {
        "bytes": size, "pictures": len(pictures), "draw_ms": drawing(clip.take), "loop": clip.loop, "files": strip,
    }  # fmt: skip


def drawing(take: Take) -> float:
    """Milliseconds of processor that a picture takes to be drawn, at the size that `record` makes."""
    style, spent = open_style(), []
    style.prepare(take, DRAWN)
    for pose in take.poses[:TIMED]:
        begun = time.process_time()
        style.render(None, pose, DRAWN)
        spent.append(time.process_time() - begun)
    return 1000 * float(np.median(spent))
