"""The same network in the runtimes that processors have: OpenVINO, TensorFlow Lite with XNNPACK, ONNX Runtime.

    PYTHON benchmarks/runtimes.py FILE.tflite FILE.onnx ...

PYTHON has openvino, ai-edge-litert, onnxruntime and numpy (an environment of its own; the package is not needed). One
thread, float32, noise as the picture, the network alone; all take turns. ONNX files: `stickercam models export`.
"""

import sys
import time
from collections.abc import Callable

import numpy as np

ROUNDS, RUNS = 5, 12


def openvino_run(path: str) -> Callable[[], object]:
    import openvino

    model = openvino.Core().read_model(path)
    shape = [entry.get_length() if entry.is_static else 1 for entry in model.inputs[0].partial_shape]
    model.reshape(shape)
    settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    request = openvino.Core().compile_model(model, "CPU", settings).create_infer_request()
    data = noise(shape, model.inputs[0].element_type.to_dtype())
    return lambda: request.infer({0: data}, share_inputs=True, share_outputs=True)


def litert_run(path: str) -> Callable[[], object]:
    from ai_edge_litert.interpreter import Interpreter

    network = Interpreter(model_path=path, num_threads=1)
    network.allocate_tensors()
    entry = network.get_input_details()[0]
    data, places = noise(entry["shape"], entry["dtype"]), [out["index"] for out in network.get_output_details()]

    def run() -> list:
        network.set_tensor(entry["index"], data)
        network.invoke()
        return [network.get_tensor(place) for place in places]

    return run


def onnx_run(path: str) -> Callable[[], object]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    shape = [size if isinstance(size, int) else 1 for size in entry.shape]
    data = noise(shape, np.uint8 if "uint8" in entry.type else np.float32)
    return lambda: session.run(None, {entry.name: data})


def noise(shape, kind) -> np.ndarray:
    return (np.random.default_rng(0).random(tuple(shape)) * (255 if kind == np.uint8 else 1)).astype(kind)


def times(run: Callable[[], object]) -> list[float]:
    """Milliseconds of the processor."""
    found = []
    for number in range(-2, RUNS):
        start = time.process_time()
        run()
        if number >= 0:
            found.append(1e3 * (time.process_time() - start))
    return found


def main() -> None:
    if len(sys.argv) < 2:
        print("runtimes: not run, since it needs .tflite or .onnx files")
        return
    print(f"{'network':28} {'runtime':14} {'best':>7} {'median':>7} {'p95':>7} {'times OpenVINO':>15}")
    for path in sys.argv[1:]:
        other = ("LiteRT XNNPACK", litert_run) if path.endswith(".tflite") else ("ONNX Runtime", onnx_run)
        runs = {"OpenVINO": openvino_run(path), other[0]: other[1](path)}
        found: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                found[name] += times(run)
        for name, taken in found.items():
            ratio = np.median(taken) / np.median(found["OpenVINO"])
            print(f"{path.rsplit('/', 1)[-1]:28} {name:14} {min(taken):7.1f} {np.median(taken):7.1f} "
                  f"{np.percentile(taken, 95):7.1f} {ratio:15.2f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
