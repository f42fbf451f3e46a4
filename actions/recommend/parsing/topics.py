"""What it should be about: "about dragons", 关于太空的, "a pirate film"."""

from __future__ import annotations

import re
from functools import lru_cache

from actions.catalogue import Catalogue, Kind
from actions.catalogue.names import has_han, normalise
from actions.catalogue.vocabulary import Vocabulary
from actions.recommend.parsing.said import Hit, Said, whole
from actions.recommend.texts import table

_NOUN = r"films?|movies?|flicks?|shows?|series|books?|novels?|games?|albums?|stor(?:y|ies)|songs?"
_NOUN_ZH = r"题材|主题|电影|片|剧|小说|故事|游戏|专辑|的书|方面"
_TAKEN = "\ufffc"
_STOP = (
    rf"(?=[.;!?,。]|{_TAKEN}|$|"
    r"\b(?:set|but|about|that|which|please|for|from|with|by|under|in|and not|not|or something)\b)"
)
_ABOUT = re.compile(
    rf"\b(?:(?<!what )(?<!how )about|on the (?:topic|subject|theme) of|involving|dealing with|"
    rf"set (?:in|on|at|during)|featuring)\s+"
    rf"(?P<topic>.+?)\s*{_STOP}"
)
_ABOUT_ZH = re.compile(
    rf"(?:关于|有关|讲述|讲|描写|说的是|涉及)(?:一个|一些|点)?(?P<topic>[^,。!?;的{_TAKEN}]{{1,12}}?)"
    rf"(?=的|{_NOUN_ZH}|[,。!?;]|但|$)"
)
_SPLIT = re.compile(r"\s+(?:and|or|&)\s+|、|和|与|或")
_COMPANY = frozenset({"family", "friendship", "love", "marriage", "father-son", "mother-daughter", "animals"})
"""Themes that are whom one watches with, not what is in it, after "with"."""
_FILLER = re.compile(r"^(?:(?:a|an|the|some|lots? of|two|people|someone|somebody|life|things?)\s+)+")
_VAGUE = frozenset({"it", "that", "this", "anything", "something", "them", "me", "you", "what", "什么", "这个", "那个"})


def find_topics(said: Said, catalogue: Catalogue, kind: Kind | None, named: list[str]) -> list[Hit]:
    """Return what it should be about, as theme, genre or free word; `named` are topics found elsewhere."""
    hits: list[Hit] = []
    for topic in named:
        hits += _named(said, catalogue.vocabulary, kind, topic)
    for pattern in (_ABOUT, _ABOUT_ZH):
        for match in list(pattern.finditer(said.left)):
            hits += _listed(said, catalogue.vocabulary, kind, match)
    return hits + _before_nouns(said, catalogue.vocabulary, kind) + _contained(said, catalogue.vocabulary, kind)


def _named(said: Said, vocabulary: Vocabulary, kind: Kind | None, topic: str) -> list[Hit]:
    start = said.left.find(topic) if topic else -1
    meaning = _meaning(vocabulary, kind, topic)
    if start < 0 or meaning is None:
        return []
    said.take(start, start + len(topic))
    return [Hit(start, start + len(topic), (meaning,))]


def _listed(said: Said, vocabulary: Vocabulary, kind: Kind | None, match: re.Match[str]) -> list[Hit]:
    hits, start = [], match.start("topic")
    for part in _SPLIT.split(match.group("topic")):
        place = said.text.find(part, start)
        meaning = _meaning(vocabulary, kind, part)
        if meaning is not None and place >= 0:
            hits.append(Hit(place, place + len(part), (meaning,)))
            start = place + len(part)
    if hits:
        said.take(*match.span())
    return hits


def _meaning(vocabulary: Vocabulary, kind: Kind | None, topic: str) -> tuple[str, object] | None:
    topic = _FILLER.sub("", topic.strip())
    topic = re.sub(rf"\s*(?:{_NOUN})$", "", topic) if not has_han(topic) else topic
    if not topic or topic in _VAGUE:
        return None
    theme = vocabulary.theme(topic)
    if theme:
        return ("theme", theme)
    genre = vocabulary.genre(topic, kind)
    if genre:
        return ("genre", genre)
    inside = _alternatives(vocabulary).search(topic)
    if inside and (has_han(topic) or len(topic.split()) > 1):
        return ("theme", vocabulary.theme(inside.group()))
    short = len(topic) <= 8 if has_han(topic) else len(topic.split()) <= 3
    return ("word", normalise(topic)) if short and normalise(topic) else None


def _before_nouns(said: Said, vocabulary: Vocabulary, kind: Kind | None) -> list[Hit]:
    """Return themes that stand before a kind of thing: "a space film", 海盗片."""
    theme = f"(?:{_alternatives(vocabulary).pattern})"
    hits = []
    for match in re.finditer(
        rf"(?=(?P<thing>{theme}\s+(?:{_NOUN})\b|{theme}的?(?:{_NOUN_ZH})))(?P<theme>{theme})", said.left
    ):
        found = vocabulary.theme(match.group("theme"))
        thing = match.group("thing")
        if any(vocabulary.genre(words, kind) for words in (match.group("theme"), thing)):
            continue
        if thing in table("phrases")["terms"]:
            continue
        said.take(*match.span())
        hits.append(Hit(match.start(), match.end(), (("theme", found),)))
    return hits


def _contained(said: Said, vocabulary: Vocabulary, kind: Kind | None) -> list[Hit]:
    """Return themes it should have in it: "with robots", 有恐龙的."""
    theme = f"(?:{_alternatives(vocabulary).pattern})"
    hits = []
    pattern = rf"\bwith (?:a |an |the |lots of |some |many )?(?P<en>{theme})|有(?P<zh>{theme})的"
    for match in re.finditer(pattern, said.left):
        said_theme = match.group("en") or match.group("zh")
        found = vocabulary.theme(said_theme)
        if found not in _COMPANY and not vocabulary.genre(said_theme, kind):
            said.take(*match.span())
            hits.append(Hit(match.start(), match.end(), (("theme", found),)))
    return hits


@lru_cache(maxsize=4)
def _alternatives(vocabulary: Vocabulary) -> re.Pattern[str]:
    words = sorted(vocabulary.words("theme"), key=len, reverse=True)
    han = "|".join(re.escape(word) for word in words if has_han(word))
    latin = "|".join(re.escape(word) + "s?" for word in words if not has_han(word))
    singular = "|".join(re.escape(word[:-1]) for word in words if word.endswith("s") and word[-2:] != "ss")
    return re.compile(f"{whole(latin)}|{whole(singular)}|{han}")
