"""Real key presses and clicks for a window on an X display, through XTest: what a keyboard and a mouse send."""

import ctypes
import time


class Fingers:
    """On the window with this title. OSError where libX11 or libXtst is missing."""

    def __init__(self, display: str, title: str) -> None:
        self.x, self.test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        x = self.x
        x.XOpenDisplay.restype = ctypes.c_void_p
        x.XDefaultRootWindow.restype = ctypes.c_ulong
        x.XDefaultRootWindow.argtypes = x.XFlush.argtypes = x.XCloseDisplay.argtypes = [ctypes.c_void_p]
        x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        x.XStringToKeysym.restype = ctypes.c_ulong
        x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        x.XKeysymToKeycode.restype = ctypes.c_ubyte
        x.XSetInputFocus.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_ulong]
        x.XResizeWindow.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_uint, ctypes.c_uint]
        self.display = x.XOpenDisplay(display.encode())
        self.window = self._find(title)

    def __enter__(self) -> "Fingers":
        return self

    def __exit__(self, *exception: object) -> None:
        self.x.XCloseDisplay(self.display)

    def press(self, key: str) -> None:
        """A key by its X name: space, s, Escape."""
        self.x.XSetInputFocus(self.display, self.window, 1, 0)
        code = self.x.XKeysymToKeycode(self.display, self.x.XStringToKeysym(key.encode()))
        for down in (1, 0):
            self.test.XTestFakeKeyEvent(ctypes.c_void_p(self.display), code, down, 0)
        self.x.XSync(self.display, 0)

    def click(self, at: tuple[float, float]) -> None:
        """At a place of the window."""
        left, top = self._corner()
        display = ctypes.c_void_p(self.display)
        self.test.XTestFakeMotionEvent(display, -1, round(left + at[0]), round(top + at[1]), 0)
        for down in (1, 0):
            self.test.XTestFakeButtonEvent(display, 1, down, 0)
        self.x.XSync(self.display, 0)

    def close(self) -> None:
        """What a window manager sends when the X of a window is pressed."""
        atom = self.x.XInternAtom
        atom.argtypes, atom.restype = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int], ctypes.c_ulong
        event = _ClientMessage(33, 0, 1, self.display, self.window, atom(self.display, b"WM_PROTOCOLS", 0), 32)
        event.data[0] = atom(self.display, b"WM_DELETE_WINDOW", 0)
        self.x.XSendEvent(ctypes.c_void_p(self.display), ctypes.c_ulong(self.window), 0, 0, ctypes.byref(event))
        self.x.XSync(self.display, 0)

    def resize(self, width: int, height: int) -> None:
        self.x.XResizeWindow(self.display, self.window, width, height)
        self.x.XSync(self.display, 0)

    def _find(self, title: str) -> int:
        """The window on the top level; waits until it is there."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for window in self._children(self.x.XDefaultRootWindow(self.display)):
                name = ctypes.c_char_p()
                self.x.XFetchName(ctypes.c_void_p(self.display), ctypes.c_ulong(window), ctypes.byref(name))
                if name.value == title.encode():
                    return window
            time.sleep(0.05)
        raise TimeoutError(f"no window {title}")

    def _children(self, window: int) -> list[int]:
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self.x.XQueryTree(
            ctypes.c_void_p(self.display), ctypes.c_ulong(window), ctypes.byref(root), ctypes.byref(parent),
            ctypes.byref(children), ctypes.byref(count),
        )  # fmt: skip
        return [children[number] for number in range(count.value)]

    def _corner(self) -> tuple[int, int]:
        x, y, child = ctypes.c_int(), ctypes.c_int(), ctypes.c_ulong()
        self.x.XTranslateCoordinates(
            ctypes.c_void_p(self.display), ctypes.c_ulong(self.window),
            ctypes.c_ulong(self.x.XDefaultRootWindow(self.display)), 0, 0, ctypes.byref(x), ctypes.byref(y),
            ctypes.byref(child),
        )  # fmt: skip
        return x.value, y.value


class _ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int), ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24),
    ]  # fmt: skip
