"""The phone inventory of the English model and its numbering.

Sounds are numbered from 0: silence, spoken noise, then the 39 stress-free ARPAbet phones. The decoder's phones are
numbered from 1 and tell where in a word a sound stands (begin, end, internal, singleton); the four variants share
their outputs. Sound `i` owns output `2i` (its first frame) and output `2i + 1` (every later frame).
"""

from __future__ import annotations

SILENCE = "SIL"
NOISE = "SPN"
ARPABET = (  # noqa: SIM905
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
).split()
SOUNDS: tuple[str, ...] = (SILENCE, NOISE, *ARPABET)
SOUND_ID = {sound: index for index, sound in enumerate(SOUNDS)}
POSITIONS = ("B", "E", "I", "S")
OUTPUTS = 2 * len(SOUNDS)
SILENCE_PHONE = 1
NOISE_PHONE = 2
PHONES = 2 + len(ARPABET) * len(POSITIONS)


def phone_id(sound: str, position: str) -> int:
    """Return the decoder's phone (from 1) for `sound` at `position` ("B", "E", "I" or "S")."""
    if sound == SILENCE:
        return SILENCE_PHONE
    if sound == NOISE:
        return NOISE_PHONE
    return 3 + ARPABET.index(sound) * len(POSITIONS) + POSITIONS.index(position)


def sound_of(phone: int) -> int:
    """Return the sound (from 0) that the decoder's phone `phone` (from 1) stands for."""
    return phone - 1 if phone <= NOISE_PHONE else 2 + (phone - 3) // len(POSITIONS)


def self_loop_transition(phone: int) -> int:
    """Return the transition id of staying in `phone`."""
    return 2 * (phone - 1) + 1


def forward_transition(phone: int) -> int:
    """Return the transition id of entering `phone`."""
    return 2 * (phone - 1) + 2


def word_phones(sounds: tuple[str, ...]) -> tuple[int, ...]:
    """Return the decoder's phones of a word pronounced as `sounds` (at least one)."""
    if len(sounds) == 1:
        return (phone_id(sounds[0], "S"),)
    inner = (phone_id(sound, "I") for sound in sounds[1:-1])
    return (phone_id(sounds[0], "B"), *inner, phone_id(sounds[-1], "E"))


def word_boundaries() -> list[str]:
    """Return the lines of `word_boundary.int`, one for each of the decoder's phones."""
    kinds = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
    lines = [f"{SILENCE_PHONE} nonword", f"{NOISE_PHONE} singleton"]
    for sound in ARPABET:
        lines += [f"{phone_id(sound, position)} {kinds[position]}" for position in POSITIONS]
    return lines
