"""Camera, file, folder or address -> Frames."""

from stickercam.capture.cameras import FoundCamera, list_cameras
from stickercam.capture.source import Source, open_source

__all__ = ["FoundCamera", "Source", "list_cameras", "open_source"]
