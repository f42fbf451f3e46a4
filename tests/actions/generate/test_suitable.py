from __future__ import annotations

import pytest

from actions.generate import is_suitable


@pytest.mark.parametrize(
    "text", ["the murderer came", "Two GUNS", "she stabbed him", "killing", "he hated it", "他杀死了国王", "一瓶白酒"]
)
@pytest.mark.parametrize("audience", ["children", "family", "", "kids", "my five-year-old"])
def test_violence_is_kept_from_whoever_may_be_young(text: str, audience: str) -> None:
    assert not is_suitable(text, audience)


@pytest.mark.parametrize("text", ["the murderer came", "他杀死了国王", "a glass of wine"])
@pytest.mark.parametrize("audience", ["teen", "adult"])
def test_violence_may_be_told_to_the_grown(text: str, audience: str) -> None:
    assert is_suitable(text, audience)


@pytest.mark.parametrize("audience", ["children", "family", "teen", "adult"])
def test_worst_words_are_kept_from_everyone(audience: str) -> None:
    assert not is_suitable("He took COCAINE.", audience)
    assert not is_suitable("他在吸可卡因", audience)


@pytest.mark.parametrize(
    "text",
    ["a skilled seashell hello", "Scunthorpe's class", "the pigeon began begging", "sussex", "", "他笑了", "shellfish"],
)
def test_harmless_words_are_let_through(text: str) -> None:
    assert is_suitable(text, "children")
