"""Cuts text into sentences as it comes, in English and Mandarin, and measures how long text takes to say."""

from __future__ import annotations

import re

ENGLISH_WORDS_A_SECOND = 2.5
HAN_CHARACTERS_A_SECOND = 4.0

_CLOSERS = "”’\"'」』）)]》"
_HAN_STOPS = "。！？"
_STOPS = ".!?…" + _HAN_STOPS
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "st", "mt", "no", "vs", "etc", "jr", "sr", "e.g", "i.e", "a.m", "p.m", "capt"}
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPEAKER = re.compile(r"[^。！？，：“]{0,8}[说问喊叫道答嘟囔笑]")
_CERTAIN = re.compile(r"[^。！？，：“\n]{0,9}[。！？，：“\n]|.{9}")
_LAST_WORD = re.compile(r"([A-Za-z.]+)$")


class SentenceCutter:
    """Takes text in pieces of any size; gives back whole sentences."""

    def __init__(self) -> None:
        self._rest = ""

    def accept(self, text: str) -> list[str]:
        """Return the sentences that `text` completes; the rest waits for more."""
        self._rest += text
        done: list[str] = []
        while (end := _boundary(self._rest)) is not None:
            done.append(self._rest[:end])
            self._rest = self._rest[end:]
        return [tidy for sentence in done if (tidy := " ".join(sentence.split()))]

    @property
    def waiting(self) -> int:
        """How many characters wait for the end of their sentence."""
        return len(self._rest)

    def finish(self) -> list[str]:
        """Return what is left as a last sentence, if there is anything."""
        last, self._rest = " ".join(self._rest.split()), ""
        return [last] if last else []


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a whole text."""
    cutter = SentenceCutter()
    return cutter.accept(text) + cutter.finish()


def spoken_seconds(text: str) -> float:
    """Return about how long `text` takes to say, in seconds."""
    han = len(_HAN.findall(text))
    words = len(_WORD.findall(_HAN.sub(" ", text)))
    return han / HAN_CHARACTERS_A_SECOND + words / ENGLISH_WORDS_A_SECOND


def _boundary(text: str) -> int | None:
    """Return where the first sentence of `text` ends, or None while that is not certain."""
    for position, character in enumerate(text):
        if character == "\n":
            return position + 1
        if character in _STOPS and (end := _end_of_stop(text, position)) is not None:
            return end
    return None


def _end_of_stop(text: str, position: int) -> int | None:
    end = position + 1
    while end < len(text) and text[end] in _STOPS:
        end += 1
    quoted = end < len(text) and text[end] in _CLOSERS
    while end < len(text) and text[end] in _CLOSERS:
        end += 1
    if end == len(text):
        return None
    if text[end - 1] in _HAN_STOPS or (quoted and text[position] in _HAN_STOPS) or _HAN.match(text[end]):
        return _end_of_han_stop(text, end, quoted=quoted)
    return _end_of_latin_stop(text, position, end)


def _end_of_han_stop(text: str, end: int, *, quoted: bool) -> int | None:
    """Return `end` unless a quotation (“好！”他说。) goes on with its speaker: then it ends nothing."""
    if text[end - 1] == "…" or (quoted and text[end] in "，、；,"):
        return None
    if quoted and (_SPEAKER.match(text, end) or not _CERTAIN.match(text, end)):
        return None
    return end


def _end_of_latin_stop(text: str, position: int, end: int) -> int | None:
    """Return `end` if a space and then something that opens a sentence follow."""
    after = text[end:].lstrip(" ")
    if not text[end].isspace() or (not after and "\n" not in text[end:]):
        return None
    if after and (after[0].islower() or _is_abbreviation(text, position, after)):
        return None
    return end


def _is_abbreviation(text: str, position: int, after: str) -> bool:
    word = _LAST_WORD.search(text[:position]) if text[position] == "." else None
    if word and word[1].lower() == "no":
        return after[0].isdigit()
    return word is not None and (word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1 and word[1] != "I"))
