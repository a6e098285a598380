"""How well actions are told: made-up motion that the rules were not tuned on, and rendered people through a network.

    python benchmarks/actions.py [takes of each] [--rendered]

First the held-out half of tests/stickercam/motion, pose by pose as the live view filters and tells them. With
--rendered, people of the synthesiser do the motions that ship, seen by hourglass-lite from the camera's picture on.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # the generator is that of the tests

from machine import machine  # noqa: E402

# Motions that ship and what they are; None: nothing may be told.
RENDERED = {
    "wave_right": "wave", "clap": "clap", "squat": "squat", "jump": "jump", "cheer": "hands_up", "dab": "dab",
    "heart_overhead": "heart", "t_pose": "t_pose", "kick_right": "kick", "walk": None, "drink": None,
    "arms_crossed": None, "hands_on_hips": None, "desk_talk": None,
}  # fmt: skip


def made_up(each: int) -> None:
    from tests.stickercam.motion.acts import ACTS
    from tests.stickercam.motion.judge import judge, live, takes_of
    from tests.stickercam.motion.takes import HELD_OUT_HALF

    tally = judge(takes_of(HELD_OUT_HALF, each), live)
    print(f"{'action':10} precision recall  takes")
    for name in ACTS:
        print(f"{name:10} {tally.precision(name):9.2f} {tally.recall(name):6.2f} {tally.done[name]:6}")
    print(f"{'all':10} {tally.precision():9.3f} {tally.recall():6.3f} {tally.done.total():6}")
    print(f"false a minute of ordinary motion: {tally.false_a_minute:.2f} (of {tally.seconds / 60:.0f} minutes)")


def rendered(seed: int = 7, fps: float = 15.0) -> None:
    """Each motion once, by a person of its own, turned a little."""
    from stickercam.pipeline import open_network
    from tests.stickercam.motion.rendered import tell_rendered

    engine = open_network("hourglass", "lite")
    right = wrong = done = 0
    for number, (name, action) in enumerate(RENDERED.items()):
        turn = 0.35 * (-1) ** number
        told = {one.name for one in tell_rendered(name, engine, seed=seed + number, turn=turn, fps=fps)}
        done += action is not None
        right += action in told
        wrong += len(told - {action})
        print(f"{name:16} {', '.join(sorted(told)) or '-'}")
    print(f"rendered people: precision {right / max(right + wrong, 1):.2f}, recall {right / done:.2f}")


if __name__ == "__main__":
    print(machine(["numpy", "openvino"]))
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    made_up(numbers[0] if numbers else 10)
    if "--rendered" in sys.argv:
        rendered()
