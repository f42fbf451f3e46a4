"""What the endpoint is asked, from the prompt texts of each language."""

from __future__ import annotations

import msgspec

from actions.generate.brief import Brief
from actions.generate.material import known, read_as
from actions.generate.suitable import is_suitable

MAX_WORDS = 300
"""Characters of what a person said that go into a prompt."""
MAX_TAIL = 2400
"""Characters of the story so far that go into a prompt."""


class Prompts(msgspec.Struct, forbid_unknown_fields=True):
    """The prompt texts of one language."""

    system: str
    kinds: dict[str, str]
    audiences: dict[str, str]
    topic: str
    no_topic: str
    hero: str
    go_on: str
    bridge: list[str]
    """Said between what a failed endpoint had told and what the embedded writer tells."""


def prompts(language: str) -> Prompts:
    """Return the texts of a language. Raises BadWritingData."""
    return read_as(Prompts, known(language), "prompts")


def messages_for(brief: Brief) -> list[dict[str, str]]:
    """Return the messages that ask for `brief`; everything a person said stands fenced, as data."""
    texts = prompts(brief.language)
    language = known(brief.language)
    amount = round(brief.seconds_within_reason * (4 if language == "zh" else 2.5))
    audience = texts.audiences.get(brief.audience, texts.audiences["family"])
    parts = [texts.kinds[brief.kind].format(amount=amount, audience=audience)]
    topic, hero = _allowed(brief.topic, brief.audience), _allowed(brief.hero, brief.audience)
    parts.append(texts.topic.format(words=fenced(topic)) if topic else texts.no_topic)
    if hero:
        parts.append(texts.hero.format(words=fenced(hero)))
    if told := str(brief.so_far.get("text", "")):
        parts.append(texts.go_on.format(words=fenced(told[-MAX_TAIL:], MAX_TAIL)))
    return [{"role": "system", "content": texts.system}, {"role": "user", "content": "\n".join(parts)}]


def fenced(words: str, limit: int = MAX_WORDS) -> str:
    """Return words between marks that cannot be in them."""
    return "<<<" + " ".join(words.replace("<<<", "").replace(">>>", "").split())[:limit] + ">>>"


def _allowed(words: str, audience: str) -> str:
    return words if is_suitable(words, audience) else ""
