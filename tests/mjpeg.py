"""A network camera on loopback: JPEGs over HTTP, one after the other, as a script says."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from stickercam.system import import_cv2


class MjpegServer:
    """pictures: called for each connection; gives (seconds to wait before, (H, W, 3) uint8 RGB) and ends with it."""

    def __init__(self, pictures: Callable[[], Iterator[tuple[float, np.ndarray]]]) -> None:
        self.over, self.connections = threading.Event(), 0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path != "/video":
                    self.send_error(404)
                    return
                owner.connections += 1
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=f")
                self.end_headers()
                owner.send(self.wfile, pictures())

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/video"

    def send(self, file, pictures: Iterator[tuple[float, np.ndarray]]) -> None:
        cv2, due = import_cv2(), time.perf_counter()
        for wait, picture in pictures:
            jpeg = cv2.imencode(".jpg", picture[..., ::-1])[1].tobytes()
            due = max(due + wait, time.perf_counter())
            if self.over.wait(max(0.0, due - time.perf_counter())):
                return
            head = f"--f\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            try:
                file.write(head.encode() + jpeg + b"\r\n")
            except OSError:  # nobody looks any more
                return

    def __enter__(self) -> "MjpegServer":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
