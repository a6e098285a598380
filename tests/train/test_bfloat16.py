"""Which precision, and why."""

from stickercam.models.engine.openvino_engine import NATIVE_BF16, cpu_flags
from stickercam.train.bfloat16 import choose


def test_a_processor_computes_in_what_it_really_has() -> None:
    native = bool(cpu_flags() & NATIVE_BF16)

    used, why = choose("auto", "cpu")

    assert used == native and ("has it" in why) == native


def test_the_recipe_has_the_last_word() -> None:
    assert choose("float32", "cpu")[0] is False
    used, why = choose("bfloat16", "cpu")
    assert used and ("emulates" in why) == (not cpu_flags() & NATIVE_BF16)
