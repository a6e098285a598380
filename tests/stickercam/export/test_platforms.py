import pytest

from stickercam.errors import UsageError
from stickercam.export import FORMATS
from stickercam.export.platforms import find_target, find_targets, targets


@pytest.mark.parametrize("name", targets())
def test_what_is_made_for_a_target_is_within_its_own_rules(name):
    target = targets()[name]

    assert target.suffix in FORMATS
    assert target.width[0] <= target.pixels <= target.width[1]
    assert target.height[0] <= target.pixels <= target.height[1]
    assert target.side in (None, target.pixels)
    assert target.source and target.next
    assert (target.longest or 0) <= (target.seconds or target.longest or 0)
    assert not target.smallest or target.width[0] <= target.smallest < target.pixels


@pytest.mark.parametrize(
    ("name", "near"),
    [("whatsap", "whatsapp"), ("Telegrm", "telegram"), ("slack", "slack-emoji"), ("discord", "discord-sticker")],
)
def test_a_misspelt_target_gets_the_nearest_names(name, near):
    with pytest.raises(UsageError, match=f"did you mean.*{near}"):
        find_target(name)


def test_what_is_like_no_target_gets_all_of_them():
    with pytest.raises(UsageError, match=r"choose among telegram, .*web"):
        find_target("fax")


def test_several_targets_come_once_each_in_order():
    found = find_targets(["signal,WhatsApp", "telegram, signal"])

    assert [target.name for target in found] == ["signal", "whatsapp", "telegram"]


def test_no_target_at_all_is_refused():
    with pytest.raises(UsageError, match="no target"):
        find_targets(",")
