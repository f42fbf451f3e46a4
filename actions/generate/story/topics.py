"""Finds what a story is to be about in the words somebody said: who is in it, where it happens, what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions.generate.material import known
from actions.generate.story.figures import MAX_SAID, Figure, figure_in, plain, singular
from actions.generate.story.library import UNKNOWN, StoryLibrary
from actions.generate.suitable import is_suitable

_LEAD_IN = re.compile(
    r"^(?:(?:an? |one |the )?(?:\w+ )?(?:bedtime )?(?:story|stories|poem|joke|riddle|tale|song)s? )?"
    r"(?:about|on|of|with|starring)\s+",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(
    r"\s+for\s+(?:an?|my|our|the|some)?\s*(?:[\w-]+\s+){0,2}"
    r"(?:year[- ]olds?|kids?|children|child|toddlers?|daughters?|sons?|family|teens?|teenagers?|adults?|grown-ups?)$",
    re.IGNORECASE,
)
_HAN_LEAD_IN = re.compile(r"^(?:一[个首段]?)?(?:关于|有关|讲|说说|写)|的?(?:睡前)?(?:故事|诗歌?|笑话|谜语)$")
_NOTHING = re.compile(
    r"(?:any|some)(?:thing|one|body)|(?:an? )?(?:bedtime|short|long|funny|nice|new|good|story|tale)"
    r"|(?:短|长|新|好听|好玩|有趣|随便)?(?:一点|一些|些|点)?的?|睡前|随便|什么都(?:行|可以)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s+(?:and|meets?|in|on|at|from|versus|vs\.?)\s+|\s*[,&]\s*", re.IGNORECASE)
_HAN_PARTS = re.compile(r"[和跟与、，]|在|(?<=[上里中])的|遇[见上到]")
_HAN_PLACE = re.compile(r"(?<=.)[上里中]$")
_CLAUSE = re.compile(r"\s(?:who|that|which)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """What a story is to be about."""

    figures: tuple[Figure, ...] = ()
    """Who is in it, in the order said."""
    setting: str = ""
    """Topic of ours in whose world it happens; empty when none was said."""
    said: str = ""
    """The words about things that no topic of ours covers, joined."""
    words: tuple[tuple[str, str], ...] = ()
    """What has to be in the story: the bare word, and how to say it in a sentence."""


def subject_of(topic: str, audience: str, material: StoryLibrary) -> Subject:
    """Return what `topic`, as somebody said it, asks for. Unsuitable words ask for nothing."""
    said = cleaned(topic, material.language)
    if not said or _NOTHING.fullmatch(said) or not is_suitable(said, audience):
        return Subject()
    subject = Subject()
    for part in _parts(said, material.language):
        subject = _with_part(subject, part, material)
    home = next((figure.topic for figure in subject.figures if figure.topic), "")
    return replace(subject, setting=subject.setting or home)


def cleaned(topic: str, language: str) -> str:
    """Return the words of a topic without "a story about", in the second person, and of a bounded length."""
    said = plain(topic)[:MAX_SAID].rstrip()
    if known(language) == "zh":
        return _HAN_LEAD_IN.sub("", said).replace("我", "你")
    said = _FOR_WHOM.sub("", _LEAD_IN.sub("", said))
    for mine, yours in ((r"\bmy\b", "your"), (r"\bme\b", "you"), (r"\bour\b", "your")):
        said = re.sub(mine, yours, said, flags=re.IGNORECASE)
    return said


def matching(said: str, language: str, words: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the keys of `words` one of whose words is in `said`, ordered by where; the longest word wins a place."""
    return tuple(dict.fromkeys(key for key, _ in _matches(said, language, words)))


def _parts(said: str, language: str) -> list[str]:
    if known(language) == "zh":
        parts = [_HAN_PLACE.sub("", part) for part in _HAN_PARTS.split(said)]
    else:
        # What comes after "who" describes somebody and is no further part.
        parts = [said] if _CLAUSE.search(said) else _PARTS.split(said)
    return [part.strip() for part in parts if part.strip()]


def _with_part(subject: Subject, part: str, material: StoryLibrary) -> Subject:
    language = material.language
    found = _matches(part, language, {key: topic.words for key, topic in material.topics.items()})
    if figure := figure_in(part, material, found):
        word = (figure.word or figure.name, part)
        return replace(subject, figures=(*subject.figures, figure), words=(*subject.words, word))
    if not found:
        together = f"{subject.said}{'和' if language == 'zh' else ' and '}{part}" if subject.said else part
        return replace(subject, said=together)
    words = tuple((word, part if len(found) == 1 else word) for _, word in found)
    return replace(subject, setting=subject.setting or found[0][0], words=(*subject.words, *words))


def _matches(said: str, language: str, words: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return keys with the word of theirs that is in `said`, ordered by where; the longest word wins a place."""
    text = said.lower()
    found: list[tuple[int, int, str, str]] = []
    for key, entries in words.items():
        for entry in entries if key != UNKNOWN else ():
            place = _place_of(entry.lower(), text, language)
            if place >= 0:
                found.append((place, -len(entry), key, entry))
    kept: list[tuple[str, str]] = []
    end = -1
    for place, negative_length, key, entry in sorted(found):
        if place >= end:
            end = place - negative_length
            kept.append((key, entry))
    return kept


def mentions(text: str, word: str, language: str) -> bool:
    """Return whether `word` is in `text`, in the singular or the plural."""
    text, word = text.lower(), word.lower()
    if known(language) == "zh":
        return word in text
    return re.search(rf"\b(?:{re.escape(word)}|{re.escape(singular(word))}(?:s|es)?)\b", text) is not None


def _place_of(entry: str, text: str, language: str) -> int:
    if known(language) == "zh" or not entry.isascii():
        return text.find(entry)
    if entry not in text:
        return -1
    found = re.search(rf"(?<!\w){re.escape(entry)}(?:s|es|'s)?(?!\w)", text)
    return found.start() if found else -1
