"""Which of several things somebody points at: "the second one", "B", "the last", 就这个; and of what kind it is."""

from __future__ import annotations

import re

from actions.catalogue import Kind
from actions.generate.numbers import with_digits
from actions.handlers.base import Turn

_NTH = {
    word: place
    for place, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=1
    )
}
_THING = (
    "(?:one|film|movie|show|series|book|novel|game|album|artist|song|track|title|suggestion|of (?:them|those|these))"
)
_NTH_WORD = "|".join(_NTH)
_MEASURE = "[个部本首张款位]"
_SAID_NTH = re.compile(
    rf"\b({_NTH_WORD})\b(?! (?:season|episode|chapter|year|time))|第 ?(\d+)(?![季集章回])", re.IGNORECASE
)
_SURELY_NTH = re.compile(rf"\b({_NTH_WORD})(?: {_THING}\b|[\s.,!?]*$)|第 ?(\d+) ?(?:{_MEASURE}|$)", re.IGNORECASE)
_LAST = re.compile(rf"\b(?:last|final|latter) {_THING}\b|\bthe latter\b|最后(?:面)?(?:那|这|一)?{_MEASURE}|后者")
_FORMER = re.compile(r"\bthe former\b|前者")
_OTHER = re.compile(rf"\bother {_THING}\b|\bthe other\b|另外?(?:那)?(?:一)?{_MEASURE}")
_THIS = re.compile(
    r"\b(?:that|this|it)\b(?! other| last| first)|[这那](?:[个部本首张款]|$)|就它|就(?:这|那)", re.IGNORECASE
)
_LETTER = re.compile(
    r"(?:^|\b(?:option|letter|answer|choose|pick|take)\s*|选项?|就)([a-h])(?![a-z'])(?! \w)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:\b(?:number|no\.?|option|#)\s*|^|选)(\d{1,2})\s*(?:号|$)")

_KIND_WORDS: tuple[tuple[tuple[Kind, ...], str], ...] = (
    (("film",), r"\b(?:films?|movies?|flicks?|cinema|picture)\b|电影|影片|片子|大片|電影"),
    (
        ("show",),
        r"\b(?:shows|(?:the|a|this|that|tv|new|good) show|show (?:called|named)|series|sitcom|tv|seasons?|episodes?)\b"
        r"|电视剧|剧集|连续剧|[美英韩日国]剧|追剧|那部剧|这部剧|劇",
    ),
    (("book",), r"\b(?:books?|novels?|read|reading|to-read)\b|小说|本书|书|读|小說|書"),
    (("game",), r"\b(?:games?|gaming|video ?game)\b|游戏|玩|遊戲"),
    (("album",), r"\b(?:albums?|records?|lp)\b|专辑|唱片|專輯"),
    (("artist",), r"\b(?:artists?|bands?|singers?|musicians?|rappers?)\b|歌手|乐队|音乐人|艺人|组合|樂隊"),
    (("track",), r"\b(?:songs?|tracks?|tune)\b|歌曲|首歌|单曲"),
    (("film", "show"), r"\b(?:watch|watched|watching|watchlist)\b|片单|观影|导演|主演"),
    (("album", "artist", "track"), r"\b(?:listen(?:ed|ing)?|hear|heard|music)\b|听|音乐|歌单"),
)
_KINDS = tuple((kinds, re.compile(words, re.IGNORECASE)) for kinds, words in _KIND_WORDS)


def place_of(turn: Turn, count: int, *, at: int | None = None, strict: bool = False) -> int | None:
    """Return the place, from 0, that the words point at among `count` things; None if they point at none.

    `at` is the place of the one being spoken of, which "that one" means. With `strict`, only what can be nothing
    else counts: "the second one", never a bare number, a letter or "that".
    """
    text = turn.text[:200].lower().strip(" .,!?。，！？")
    place = _ordinal(turn, text, count, strict=strict)
    if place is None and not strict:
        place = _loose(turn, text, count, at)
    return place if place is not None and 0 <= place < count else None


def _ordinal(turn: Turn, text: str, count: int, *, strict: bool) -> int | None:
    if _FORMER.search(text):
        return 0
    if _LAST.search(text):
        return count - 1
    han = with_digits(text, "zh")
    found = _SURELY_NTH.search(han)
    typed = turn.typed("ordinal")
    if not strict:
        if isinstance(typed, int):
            return typed - 1 if typed > 0 else count + typed
        found = found or _SAID_NTH.search(turn.entity("ordinal").lower()) or _SAID_NTH.search(han)
    if found is None:
        return None
    return (_NTH[found[1]] if found[1] else int(found[2])) - 1


def _loose(turn: Turn, text: str, count: int, at: int | None) -> int | None:
    if _OTHER.search(text):
        # Of two the one that was not spoken of last.
        return (1 - at if at is not None else 0) if count == 2 else None
    letter = _LETTER.search(turn.entity("option").strip().lower()) or _LETTER.search(text)
    if letter is not None:
        return ord(letter[1].lower()) - ord("a")
    typed = turn.typed("number")
    number = int(typed) if isinstance(typed, int | float) else None
    if number is None and (said := _NUMBER.search(with_digits(with_digits(text, "zh"), "en"))) is not None:
        number = int(said[1])
    if number is not None:
        return number - 1
    if re.search(r"\blast\b|最后", text):
        return count - 1
    if _THIS.search(text):
        return at if at is not None else 0 if count == 1 else None
    return None


def kinds_said(turn: Turn, name: str = "") -> tuple[Kind, ...]:
    """Return the kinds that the words call the thing `name`; none if they do not say."""
    kind = next((each for each in ("artist", "album") if name and turn.entity(each) == name), None)
    if kind is not None and turn.entity("title") != name:
        return ("artist",) if kind == "artist" else ("album",)
    text = turn.text.replace(name, " ") if name else turn.text
    return next((kinds for kinds, words in _KINDS if words.search(text)), ())
