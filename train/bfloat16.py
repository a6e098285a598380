"""How exactly a network computes while it learns: bfloat16 where the hardware multiplies it, else float32."""

from contextlib import AbstractContextManager

import torch

from stickercam.models.engine.openvino_engine import NATIVE_BF16, cpu_flags


def choose(asked: str, device: str) -> tuple[bool, str]:
    """(whether to use bfloat16, a sentence that says so and why). asked: "auto", "float32" or "bfloat16".

    A processor without it emulates it, 10 to 300 times slower than float32, so its flags are read, never its name.
    """
    native = _native(device)
    where = "this card" if device.startswith("cuda") else "this processor"
    if asked == "float32":
        return False, "computes in float32, as the recipe says"
    if asked == "bfloat16":
        doubt = "" if native else f"; {where} only emulates it, which is many times slower than float32"
        return True, f"computes in bfloat16 where it may (loss and weights in float32), as the recipe says{doubt}"
    if native:
        return True, f"computes in bfloat16 where it may (loss and weights in float32): {where} has it"
    return False, f"computes in float32: {where} has no bfloat16 of its own"


def autocast(bfloat16: bool, device: str) -> AbstractContextManager:
    return torch.autocast(torch.device(device).type, dtype=torch.bfloat16, enabled=bfloat16)


def _native(device: str) -> bool:
    if device.startswith("cuda"):
        return torch.cuda.get_device_capability(torch.device(device))[0] >= 8  # Ampere; older ones emulate it
    return bool(cpu_flags() & NATIVE_BF16)
