"""A wish as it was said, and which of its words are negated."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.catalogue.names import fold
from actions.recommend.parsing.numbers import spell_years
from actions.recommend.texts import table

LONGEST = 500
"""Characters of a wish that are read."""
_TAKEN = "\ufffc"

_STRONG = (
    r"\b(?:no|nothing|without|none of|don'?t|do not|doesn'?t|avoid|except(?: for)?|excluding|anything but|"
    r"any(?:thing)? other than|other than|apart from|hate[ds]?|dislike[ds]?|disliked|sick of|tired of|bored of|skip|"
    r"nor|not in the mood for|rather than|instead of|can'?t stand|enough of|leave out|unlike|never)\b"
    r"|不要|不想(?:再)?(?:看|听|要|玩|读)?|别|不喜欢|不爱|讨厌|没有|不带|不含|除了|排除|避免|拒绝|不看|不听|受不了|看腻了?"
)
_WEAK = (
    r"\b(?:(?:not|isn'?t|aren'?t|nothing|less)(?: too| very| so| that| overly| really| all that)?|too)\b"
    r"|(?:不要|别|不)(?:太|那么|这么|怎么|很|是|能|会)+|不是|不|非|无|少(?:一?点)|太"
)
_NEGATION = re.compile(f"(?P<weak>{_WEAK})|(?P<strong>{_STRONG})")
_END = re.compile(r"[.;!?,。；、\n]|\bbut\b|但|不过|而是|而要|反而")
_RESTART = re.compile(r"\b(?:just|give me|i want|i'd like|i would like|let's|maybe|how about)\b")
_OR = re.compile(r"\b(?:n?or)\b|[、/]|或者?|和|跟|以及|还有")
_AND = re.compile(r"\band\b|&")
_RATHER = re.compile(r"\brather ([^,.;!?]*?) than\b")
_LIST = re.compile(r"^[^.;!?。；]*?\bn?or\b")


@dataclass(frozen=True)
class Hit:
    """A stretch of what was said that means something."""

    start: int
    end: int
    meanings: tuple[tuple[str, object], ...]
    """What it says, as (aspect, value)."""
    negated: bool = False
    """Set by its own words, such as "unlike"; words before it are judged by `negations`."""


class Said:
    """The text of a wish, in one spelling, from which finders take what they understand."""

    def __init__(self, text: str) -> None:
        self.text = _neutralised(spell_years(fold(text)[:LONGEST]).replace("’", "'"))
        self._left = self.text

    @property
    def left(self) -> str:
        """What nobody took yet; taken characters are replaced, so places stay the same."""
        return self._left

    def take(self, start: int, end: int) -> None:
        """Keep a stretch from finders that come later."""
        self._left = self._left[:start] + _TAKEN * (end - start) + self._left[end:]

    def matches(self, pattern: str | re.Pattern[str]) -> list[re.Match[str]]:
        """Return where `pattern` stands in what is left, and take it."""
        found = list(re.finditer(pattern, self._left))
        for match in found:
            self.take(*match.span())
        return found


def whole(words: str) -> str:
    """Return a pattern for `words` (a pattern) that does not begin or end within a Latin word."""
    return rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])"


def _neutralised(text: str) -> str:
    text = _RATHER.sub(r"rather \1, not", text)
    for phrase in table("phrases")["neutral"]:
        text = text.replace(phrase, "," * len(phrase))
    return text


def negations(text: str, hits: list[Hit]) -> list[bool]:
    """Return for each of `hits`, in the order of the text, whether the words before it negate it."""
    judged: list[bool] = []
    end, scope = 0, ""
    for hit in hits:
        gap = text[end : hit.start]
        scope = _scope(gap, scope, text[hit.start :])
        judged.append(bool(scope))
        end = max(end, hit.end)
    return judged


def _scope(gap: str, before: str, rest: str) -> str:
    """Return "strong" or "weak" when what follows `gap` is negated, else "".

    A negation reaches the next thing said, and beyond it what is joined to it by "or"; a strong one
    ("no", "without", 不要) also what is joined by "and".
    """
    found = list(_NEGATION.finditer(gap))
    if found:
        reach = gap[found[-1].end() :]
        if found[-1].lastgroup == "weak" and _spent(reach):
            return ""
        restarted = found[-1].group() in {"no", "not"} and _RESTART.search(reach)
        return "" if _END.search(reach) or restarted else str(found[-1].lastgroup)
    if not before or not gap.strip():
        return before if before == "strong" else ""
    if "," in gap and not _END.search(gap.replace(",", " ")):
        return before if not gap.strip(" ,") and _LIST.match(rest) else _joined(gap, before)
    return _joined(gap, before)


def _spent(reach: str) -> bool:
    """Return whether words between a weak negation and the next thing said are what it negates."""
    return "的" in reach or len(reach.split()) > 2


def _joined(gap: str, before: str) -> str:
    if _END.search(re.sub("[、,]", " ", gap)):
        return ""
    linked = _OR.search(gap) or (before == "strong" and _AND.search(gap))
    return before if linked else ""
