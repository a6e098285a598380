"""stickercam turns what a camera sees into animated stickers."""

from pathlib import Path

__version__ = "0.1.0"

# In the repository `models`, `train` and `assets` stand at the top, in the wheel inside this package. One import
# name serves both: in the source tree, where they are not folders of this package, its parent joins the search path.
if not (Path(__file__).parent / "models").is_dir():
    __path__.append(str(Path(__file__).parent.parent))
