"""A process that opens a network, looks at a picture thrice and prints the bytes that it held at most.

python -m stickercam.study.memory WEIGHTS cpu|cuda
"""

import re
import sys
from pathlib import Path

import numpy as np


def peak() -> int | None:
    """Bytes of memory that this process has held at most; None where the system does not say."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux: getrusage would count what our parent held before it made us
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.M)
        return 1024 * int(found[1]) if found else None
    try:
        import resource
    except ImportError:  # Windows
        return None
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else 1024 * held


def main() -> None:
    from stickercam.models.engine import open_engine
    from stickercam.models.geometry import Roi
    from stickercam.system import cache_folder

    weights, device = Path(sys.argv[1]), sys.argv[2]
    engine = open_engine(weights, device, cache=cache_folder())
    image = np.zeros((512, 512, 3), np.uint8)
    for _ in range(3):
        engine.joints(image, [Roi(256, 256, 400)])
    print((peak() if device == "cpu" else on_card()) or "")


def on_card() -> int:
    import torch

    return torch.cuda.max_memory_allocated()


if __name__ == "__main__":
    main()
