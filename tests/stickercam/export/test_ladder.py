import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stickercam.export.ladder import STEPS, first_that_fits, in_words, ladder

kinds = st.sampled_from(list(STEPS))


@given(kinds, st.sampled_from([5.0, 12.5, 20.0]), st.booleans(), st.booleans(), st.sampled_from([0.5, 1.0]))
def test_no_rung_takes_back_what_another_gave_up(kind, fps, drawn, soft, smallest):
    rungs = ladder(kind, fps=fps, drawn=drawn, soft=soft, smallest=smallest)

    for one, other in pairwise(rungs):
        assert other.fps <= one.fps and other.side <= one.side and other.part <= one.part
        assert other.detail.loss >= one.detail.loss
        assert other.shadow <= one.shadow
        assert (other.detail.colors or 0) <= (one.detail.colors or 0)
        assert (other.detail.crf or 0) >= (one.detail.crf or 0)
        assert one != other


@given(st.lists(st.floats(0.0, 0.5), min_size=1, max_size=40), st.floats(0, 1), st.integers(0, 5))
def test_the_first_rung_that_fits_is_found(drops, share, least):
    sizes = [1e6]
    for drop in drops:
        sizes.append(sizes[-1] * math.exp(-drop))
    limit = sizes[0] * share + 1
    asked = []

    found = first_that_fits(lambda k: asked.append(k) or sizes[k], len(sizes), limit, min(least, len(sizes)))

    fits = [k for k, size in enumerate(sizes) if size <= limit and k >= least]
    assert found == (fits[0] if fits else None)
    assert len(asked) == len(set(asked))


def test_few_rungs_are_asked_where_bytes_fall_evenly():
    asked = []
    sizes = [1e6 * math.exp(-0.12 * k) for k in range(20)]

    found = first_that_fits(lambda k: asked.append(k) or sizes[k], 20, 3e5)

    assert found == 11
    assert len(asked) <= 4


def test_what_was_given_up_is_said():
    rungs = ladder("palette", fps=20.0, drawn=True, soft=True, smallest=1.0)

    assert in_words(rungs[0], rungs[0], 512) == ""
    last = in_words(rungs[0], rungs[-1], 512)
    for part in ("24 colours instead of 128", "no shadow", "10 pictures a second instead of 20", "50% of the length"):
        assert part in last


def test_a_file_has_no_shadow_to_leave_out():
    assert all(rung.shadow for rung in ladder("palette", fps=20.0, drawn=False, soft=True, smallest=1.0))
