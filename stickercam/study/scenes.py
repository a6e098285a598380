"""The pictures of a study: the way of a frame, what each stack sees, both networks side by side, the hardest people."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from stickercam.capture import open_source
from stickercam.frames import Frame, Pose
from stickercam.models.engine.preprocess import crops
from stickercam.models.geometry import Roi, cells_to_crop, crop_to_frame, roi_of
from stickercam.models.heatmap import decode
from stickercam.models.skeleton import JOINTS, L_WRIST, R_WRIST
from stickercam.study import pictures
from stickercam.study.film import SURE, moments, read_take
from stickercam.study.measure import read_answers, read_places
from stickercam.study.plan import Column
from stickercam.study.stacks import Stacks
from stickercam.train.look import MARGIN
from stickercam.train.sample import VISIBLE, Sample

TILE, PANEL = 256, 280  # pixels of a square picture


def top_of_swing(clip: Path) -> tuple[Frame, np.ndarray]:
    """The frame of the made-up swing in which both hands are seen highest, and its joints (16, 3)."""
    poses = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))["poses"]
    joints = np.array([np.column_stack([pose["xy"], np.round(2 * np.array(pose["score"]))]) for pose in poses])
    hands = joints[:, [R_WRIST, L_WRIST]]
    seen = (hands[..., 2] == VISIBLE).all(1)
    best = int(np.argmin(np.where(seen | ~seen.any(), hands[..., 1].mean(1), np.inf)))
    return frames_of(clip, [best])[0], joints[best]


def frames_of(clip: Path, places: list[int]) -> list[Frame]:
    with open_source(str(clip)) as source:
        return [frame for number, frame in enumerate(source) if number in set(places)]


def _box(joints: np.ndarray) -> Roi:
    seen = joints[joints[:, 2] > 0, :2]
    return roi_of((*seen.min(0), *seen.max(0)), MARGIN)


def way_of_a_frame(column: Column, clip: Path, folder: Path) -> dict:
    """Pictures from a frame of the made-up swing to its joints, by one network."""
    frame, joints = top_of_swing(clip)
    roi, stacks = _box(joints), Stacks(column.weights, "cpu")
    size = stacks.header.input_size
    crop = crops(frame.image, [roi], size)[0]
    maps = stacks(crop[None])[-1]
    cells, score = decode(maps)
    found = cells_to_crop(cells[0].astype(np.float64)) + stacks.header.convention.shift
    whole = Roi((frame.image.shape[1] - 1) / 2, (frame.image.shape[0] - 1) / 2, max(frame.image.shape[:2]))
    pose = Pose(crop_to_frame(found, roi, size).astype(np.float32), np.ones(16, np.float32), 0.0)
    made = {
        "picture": pictures.shown(pictures.with_square(frame.image, roi), None, whole, TILE),
        "crop": pictures.shown(crop, None, Roi((size - 1) / 2, (size - 1) / 2, size), TILE),
        "heatmaps": pictures.mosaic(maps[0], TILE),
        "together": pictures.over(crop, maps[0].max(0)),
        "joints": pictures.shown(frame.image, pose, whole, TILE),
    }
    files = [pictures.save(picture, folder / f"way.{name}.webp") for name, picture in made.items()]
    return {
        "files": files, "input": size, "cells": maps.shape[-1],
        "surest": JOINTS[int(score[0].argmax())], "least_sure": JOINTS[int(score[0].argmin())],
        "peak_most": float(score[0].max()), "peak_least": float(score[0].min()),
    }  # fmt: skip


def heat_by_stack(column: Column, clip: Path, folder: Path) -> dict:
    """For each stack all heatmaps over the crop, and the left wrist's alone."""
    frame, joints = top_of_swing(clip)
    roi, stacks = _box(joints), Stacks(column.weights, "cpu")
    crop = crops(frame.image, [roi], stacks.header.input_size)[0]
    outputs = stacks(crop[None])
    files, peaks = [], []
    for number, maps in enumerate(outputs, 1):
        for name, heat in (("all", maps[0].max(0)), ("wrist", maps[0, L_WRIST])):
            file = folder / f"stack.{column.key}.{number}.{name}.webp"
            files.append(pictures.save(pictures.over(crop, heat), file))
        peaks.append(float(maps[0, L_WRIST].max()))
    return {"files": files, "peaks": peaks}


def side_by_side(takes: list[Path], clip: Path, folder: Path, *, name: str, number: int, photos: bool) -> dict:
    """Moments of a clip: the frames with each network's joints, or its joints alone. takes: of the networks."""
    found = [read_take(file) for file in takes]
    chosen = moments(found, number)
    poses = [[take.poses[place] for place in chosen] for take in found]
    roi = pictures.around([pose for row in poses for pose in row])
    frames = frames_of(clip, chosen) if photos else []
    rows, files = [], []
    for index, place in enumerate(chosen):
        row = {"seconds": round(found[0].poses[place].time, 2), "panels": []}
        for side, take in enumerate(poses):
            panel = {"joints": in_square(take[index], roi), "score": take[index].score.round(3).tolist()}
            if photos:
                file = folder / f"moment.{name}.{index + 1}.{side + 1}.webp"
                pictures.save(pictures.shown(frames[index].image, take[index], roi, PANEL), file)
                files.append(file)
                panel["file"] = f"{folder.name}/{file.name}"
            row["panels"].append(panel)
        rows.append(row)
    return {"moments": rows, "files": files, "photos": photos}


def in_square(pose: Pose, roi: Roi) -> list[list[float]]:
    """Joints as shares of a square, 0..1 from its left and top."""
    corner = np.array([roi.x, roi.y]) - roi.side / 2
    return ((pose.xy - corner) / roi.side).round(4).tolist()


def hard_people(
    keeps: list[Path], sets: list[tuple[str, list[Sample]]], places: list[int], folder: Path, *, photos: bool,
    tell: Callable[..., None],
) -> dict:  # fmt: skip
    """The people of `places` with the truth and each network's joints. keeps: the networks' answers."""
    answers, rows, files = [read_answers(file) for file in keeps], [], []
    names = read_places(keeps[0])
    people = {f"{name}/{index}": person for name, those in sets for index, person in enumerate(those)}
    for number, place in enumerate(places, 1):
        tell("drawing the hardest people", number, len(places))
        person, truth = people[names[place]], answers[0].joints[place]
        sides = [Pose(truth[:, :2].astype(np.float32), (truth[:, 2] > 0).astype(np.float32), 0.0)]
        # All joints of both, however unsure: what they get wrong is the point.
        sides += [Pose(one.xy[place].astype(np.float32), np.maximum(one.score[place], SURE), 0.0) for one in answers]
        roi = roi_of(tuple(person.box), MARGIN)
        panels = []
        for side, pose in enumerate(sides):
            panel = {"joints": in_square(pose, roi), "score": pose.score.round(3).tolist()}
            if photos:
                file = folder / f"hard.{number}.{side}.webp"
                pictures.save(pictures.shown(person.load(), pose, roi, PANEL), file)
                files.append(file)
                panel["file"] = f"{folder.name}/{file.name}"
            panels.append(panel)
        rows.append({"panels": panels})
    return {"people": rows, "files": files, "photos": photos}
