"""Tells whether what somebody said answers a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import msgspec
from rapidfuzz import fuzz

from actions.generate.material import LANGUAGES, known, read_as
from actions.generate.numbers import with_digits
from actions.generate.quiz import Question

MAX_SAID = 200
"""Characters that are looked at: nobody's answer is longer."""
_NOT_WORD = re.compile(r"[^\w\s]+")
_HAN = re.compile(r"[㐀-鿿]")
_TYPO = 82
"""Least likeness (0 to 100) at which a word is taken for a misspelt other one."""
_CLEARLY = 8
"""By so much the best option must be liker than the next."""

Names = list[list[str]]
"""For each option the plain texts that name it."""


def judge(question: Question, said: str, language: str) -> bool:
    """Return whether `said` picks the right option: by letter, position, text, or text with small slips."""
    return chosen(question, said, language) == question.answer_index


def chosen(question: Question, said: str, language: str) -> int | None:
    """Return the index of the option that `said` picks, or None when it picks none, several or denies one.

    `language` is the question's; who answers may use the other one's words for picking ("选B", "the second one").
    """
    language = known(language)
    if denies(said):
        return None
    names = _names(question, language)
    for reading in _readings(said, language):
        for find in (_exactly, _by_position, _by_part, _by_mention, _by_likeness):
            index = find(names, reading, language)
            if index is not None:
                return index
    return None


def names_option(question: Question, said: str, language: str) -> bool:
    """Return whether `said` is nothing but one of the options, by text or by position."""
    language = known(language)
    names = _names(question, language)
    readings = [] if denies(said) else _readings(said, language)
    return any(find(names, each, language) is not None for each in readings for find in (_exactly, _by_position))


def judge_riddle(said: str, answer: str, accepted: Iterable[str], language: str) -> bool:
    """Return whether `said` names the riddle's answer, in any of the accepted wordings, small slips allowed."""
    return _solves(said, answer, accepted, language, _contains)


def solves_riddle(said: str, answer: str, accepted: Iterable[str], language: str) -> bool:
    """Return whether `said` is nothing but the riddle's answer: "time", not "a story for bed time"."""
    return _solves(said, answer, accepted, language, _is)


def denies(said: str) -> bool:
    """Return whether `said` says what the answer is not, in either language."""
    return any(_denies_in(_plain(said, language), language) for language in LANGUAGES)


def _solves(
    said: str, answer: str, accepted: Iterable[str], language: str, names: Callable[[str, str, str], bool]
) -> bool:
    language = known(language)
    if denies(said):
        return False
    answers = [plain for each in (answer, *accepted) if (plain := _bare(_plain(each, language), language))]
    return any(names(each, text, language) for text in _readings(said, language) for each in answers)


def _contains(answer: str, text: str, language: str) -> bool:
    if language == "zh":
        # 水 is no part of 水果.
        return (len(answer) > 1 and answer in text) or _is(answer, text, language)
    return re.search(rf"(?<!\w){re.escape(answer)}(?:s|es)?(?!\w)", text) is not None or _is(answer, text, language)


def _is(answer: str, text: str, language: str) -> bool:
    if language == "zh":
        return answer == text or _sound_alike(answer, text)
    return text in {answer, f"{answer}s", f"{answer}es"} or (len(answer) > 3 and fuzz.ratio(answer, text) >= _TYPO)


def _exactly(names: Names, text: str, _language: str) -> int | None:
    return next((index for index, own in enumerate(names) if text in own), None)


def _by_position(names: Names, text: str, _language: str) -> int | None:
    """Return the option whose letter or ordinal, in either language, `text` is, whole."""
    for answers in map(_answers, LANGUAGES):
        if text in answers.last:
            return len(names) - 1
        found = [index for index, own in enumerate(answers.positions) if text in own]
        if found:
            return found[0]
    return None


def _by_mention(_names: Names, text: str, language: str) -> int | None:
    """Return the one position whose unmistakable names, those of several words, are part of `text`."""
    found = [index for index, own in enumerate(_answers(language).positions) if _mentions(text, own, language)]
    return found[0] if len(found) == 1 else None


def _mentions(text: str, names: Sequence[str], language: str) -> bool:
    if language == "zh":
        return any(len(name) > 1 and name in text for name in names)
    return any(" " in name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)


def _by_part(names: Names, text: str, language: str) -> int | None:
    """Return the one option that holds what was said ("Spielberg"), or that is held by it ("I guess Paris then")."""
    if text in _answers(language).fillers:
        return None
    holding = {index for index, own in enumerate(names) if any(_holds(name, text, language) for name in own)}
    held = [(index, name) for index, own in enumerate(names) for name in own if _is_held(name, text, language)]
    # "New York" holds "York", and who says the first doesn't mean the second.
    longest = {i for i, name in held if not any(_holds(other, name, language) and other != name for _, other in held)}
    return next((found.pop() for found in (holding, longest) if len(found) == 1), None)


def _is_held(name: str, text: str, language: str) -> bool:
    """Return whether `text` holds the name; one Han character alone might be part of any word."""
    return _holds(text, name, language) and (language == "en" or len(name) > 1 or name.isdigit())


def _holds(whole: str, part: str, language: str) -> bool:
    if part.isdigit():
        return re.search(rf"(?<!\d){part}(?!\d)", whole) is not None
    if language == "zh":
        return part in whole
    return len(part) > 1 and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole) is not None


def _by_likeness(names: Names, text: str, language: str) -> int | None:
    """Return the option that is nearly what was said, if it is clearly nearer than the others; numbers never are."""
    if any(character.isdigit() for character in text):
        return None
    if language == "zh" and _HAN.search(text):
        alike = {index for index, own in enumerate(names) if any(_sound_alike(name, text) for name in own)}
        return alike.pop() if len(alike) == 1 and text not in _answers(language).fillers else None
    scored = sorted(
        ((max(_likeness(name, text) for name in own), index) for index, own in enumerate(names)), reverse=True
    )
    (best, index), (next_best, _) = scored[0], scored[1]
    return index if best >= _TYPO and best - next_best >= _CLEARLY else None


def _likeness(option: str, text: str) -> float:
    """Return how like `text` is to the option, or to a name in it, from 0 to 100."""
    names = [name for name in option.split() if len(name) > 4] if len(text) > 4 and " " not in text else []
    return max(fuzz.ratio(name, text) for name in (option, *names))


def _names(question: Question, language: str) -> Names:
    names = [[_plain(option, language)] for option in question.options]
    names[question.answer_index] += [_plain(each, language) for each in question.accepted]
    return [[*own, *(bare for name in own if (bare := _bare(name, language)) != name)] for own in names]


def _readings(said: str, language: str) -> list[str]:
    """Return what `said` may mean as plain text, without "I think it's" and as it is, in both languages."""
    other = next(each for each in LANGUAGES if each != language)
    plain = _plain(said, language), _plain(said, other)
    bare = _bare(plain[0], language), _bare(plain[1], other)
    return [text for text in dict.fromkeys((bare[0], plain[0], bare[1], plain[1])) if text]


@lru_cache(maxsize=2048)
def _plain(text: str, language: str) -> str:
    """Return text in lower case without punctuation, accents and full-width forms, its numbers as digits."""
    narrow = unicodedata.normalize("NFKD", text[:MAX_SAID])
    narrow = "".join(character for character in narrow if not unicodedata.combining(character))
    words = _NOT_WORD.sub(" ", re.sub("[’'‘·]", "", narrow.casefold())).split()
    latin = language == "en" or " ".join(words).isascii()
    return with_digits((" " if latin else "").join(words), language)


@lru_cache(maxsize=2048)
def _bare(text: str, language: str) -> str:
    """Return what is left without "I think it's" and the like."""
    answers, gap = _answers(language), "" if language == "zh" else " "
    while True:
        lead = next((lead + gap for lead in answers.leads if text.startswith(lead + gap)), "")
        tail = next((gap + tail for tail in answers.tails if text.endswith(gap + tail)), "")
        left = text[len(lead) : len(text) - len(tail)]
        if not left or left == text:
            return text
        text = left


def _denies_in(text: str, language: str) -> bool:
    """Return whether `text` begins with a denial; a question tag ("不是巴黎吗") denies nothing."""
    answers, gap = _answers(language), "" if language == "zh" else " "
    if any(text.startswith(word) for word in answers.though) or (language == "zh" and text.endswith(("吗", "嗎"))):
        return False
    return any(text.startswith(word + gap) for word in answers.denials)


def _sound_alike(one: str, other: str) -> bool:
    """Return whether two Han texts can be read the same but for tones: misheard words, traditional forms."""
    return len(one) == len(other) and all(map(_share_a_sound, one, other))


def _share_a_sound(one: str, other: str) -> bool:
    return one == other or not _sounds(one).isdisjoint(_sounds(other))


@lru_cache(maxsize=4096)
def _sounds(character: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


class Answers(msgspec.Struct, forbid_unknown_fields=True):
    """How people pick an answer; `positions` holds the names of A, B, C and D."""

    positions: list[list[str]]
    last: list[str]
    leads: list[str]
    tails: list[str]
    denials: list[str]
    though: list[str]
    """What begins like a denial and is none."""
    fillers: list[str]
    """Words that alone name no option."""


@lru_cache(maxsize=2)
def _answers(language: str) -> Answers:
    answers = read_as(Answers, language, "answers")
    plain = {
        name: [_plain(each, language) for each in getattr(answers, name)]
        for name in ("last", "leads", "tails", "denials", "though", "fillers")
    }
    plain["leads"].sort(key=len, reverse=True)
    plain["tails"].sort(key=len, reverse=True)
    return Answers(positions=[[_plain(name, language) for name in names] for names in answers.positions], **plain)
