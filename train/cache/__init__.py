"""People of any data sets, cut out and stored: what training reads again and again at the speed of memory."""

from stickercam.train.cache.files import Stored, open_cache
from stickercam.train.cache.prepare import Prepared, prepare

__all__ = ["Prepared", "Stored", "open_cache", "prepare"]
