"""How much the joints of a person tremble who does not move: rendered people, fresh noise and JPEG in each frame.

    python benchmarks/jitter.py [--model NAME_OR_FILE ...] [--frames 40] [--json]

One picture of each person; each frame adds a sensor's noise of its own, is compressed as a webcam does it, and goes
through the product's crop, which follows, and its live filter. The standard deviation of a joint along an axis, in
torso lengths T: the root of the mean square over joints, and the joint that trembles most. Joints that are visible
count.
"""

import argparse
import json

import cv2
import numpy as np
from machine import machine

from stickercam.crop import Follower, torso_length
from stickercam.frames import Frame
from stickercam.models.engine import open_engine
from stickercam.models.skeleton import JOINTS
from stickercam.pose import find_weights, shipped
from stickercam.smooth import LiveFilter
from stickercam.system import cache_folder
from stickercam.train.sample import VISIBLE
from stickercam.train.synth.clip import SyntheticPicture, View, render_clip

SIZE, FPS = (640, 480), 30
SETTLE = 20  # frames that do not count: somebody is found, the crop comes to rest
NOISE, QUALITY = 4.0, 75  # grey levels, of a webcam indoors; its usual JPEG
WANTED = 0.02  # T
PEOPLE = (
    ("hands_on_hips", "full"), ("t_pose", "full"), ("wave_right", "full"),
    ("arms_crossed", "waist"), ("point", "waist"), ("desk_talk", "waist"), ("heart_overhead", "waist"),
    ("thumbs_up", "head"),
)  # fmt: skip
PACKAGES = ("openvino", "numpy", "opencv-python", "opencv-python-headless")


def still(number: int, seconds: float = 0.8) -> SyntheticPicture:
    """One picture out of a motion, by when the arms are where it wants them."""
    motion, framing = PEOPLE[number]
    pictures = render_clip(motion, size=SIZE, fps=1 / seconds, seed=number, view=View(framing), seconds=2 * seconds)
    return list(pictures)[1]


def webcam(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(H, W, 3) uint8 RGB as a camera gives it this time."""
    noisy = np.clip(image + NOISE * rng.standard_normal(image.shape, np.float32), 0, 255).astype(np.uint8)
    data = cv2.imencode(".jpg", noisy[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, QUALITY))[1]
    return cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)


def trembling(engine, picture: SyntheticPicture, frames: int) -> dict[str, np.ndarray | float]:
    """(16,) standard deviations in T, NaN for joints that are not seen: of the network's joints, of the filter's.

    "crops": how many different ones there were; "lost": share of the frames without anybody.
    """
    rng, follower, steady = np.random.default_rng(0), Follower(engine), LiveFilter()
    raw, out, rois = [], [], set()
    for index in range(SETTLE + frames):
        pose = follower.step(Frame(webcam(picture.image, rng), index / FPS, index))
        if pose is not None:
            shown = steady(pose)
            if index >= SETTLE:
                raw.append(pose.xy)
                out.append(shown.xy)
                rois.add(follower.roi)
    found: dict = {"crops": len(rois), "lost": 1 - len(raw) / frames}
    seen = picture.joints[:, 2] == VISIBLE
    unit = torso_length(picture.joints[:, :2], picture.joints[:, 2] > 0)
    for name, points in (("network", raw), ("filter", out)):
        spread = np.sqrt(np.var(points, axis=0).mean(1)) / unit if raw else np.full(16, np.nan)
        found[name] = np.where(seen, spread, np.nan)
    return found


def summary(found: list[dict], which: str) -> dict:
    """Over all people: root of the mean square, and the joint that trembles most."""
    spread = np.array([person[which] for person in found])
    person, joint = np.unravel_index(np.nanargmax(spread), spread.shape)
    worst = {"worst": float(spread[person, joint]), "joint": JOINTS[joint], "person": " ".join(PEOPLE[person])}
    return {"mean": rms(spread)} | worst


def rms(spread: np.ndarray) -> float:
    return float(np.sqrt(np.nanmean(spread**2)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", action="append", help="names that ship or weights files; all that ship without it")
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    cv2.setNumThreads(1)
    pictures, result = [still(number) for number in range(len(PEOPLE))], {}
    if not words.json:
        print(machine(PACKAGES))
    for model in words.model or shipped():
        engine = open_engine(find_weights(model), "cpu", cache=cache_folder(), threads=1)
        found = [trembling(engine, picture, words.frames) for picture in pictures]
        result[model] = {which: summary(found, which) for which in ("network", "filter")}
        if words.json:
            continue
        print(f"\n{model:24} {'network':>8} {'worst':>7} {'filter':>8} {'worst':>7} {'crops':>6} {'lost':>5}")
        for (motion, framing), one in zip(PEOPLE, found, strict=True):
            parts = [f"{rms(one[which]):8.4f} {np.nanmax(one[which]):7.4f}" for which in ("network", "filter")]
            print(f"{f'{motion}, {framing}':24} {' '.join(parts)} {one['crops']:6} {one['lost']:5.0%}")
        for which, all_of in result[model].items():
            short = "under" if all_of["worst"] < WANTED else "OVER"
            print(f"{which:10} {all_of['mean']:.4f} T, worst {all_of['worst']:.4f} ({all_of['joint']}, "
                  f"{all_of['person']}): {short} {WANTED}")  # fmt: skip
    if words.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
