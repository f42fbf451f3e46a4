"""Written English as it is said: lower-case words of letters and apostrophes, numbers spelled out."""

from __future__ import annotations

import re
import unicodedata

ONES = (  # noqa: SIM905
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
ROMAN = {"ii": "two", "iii": "three", "iv": "four", "vi": "six", "vii": "seven", "viii": "eight", "ix": "nine"}
SIGNS = {"&": " and ", "%": " percent ", "+": " plus ", "@": " at ", "=": " equals ", "$": " dollar "}
TOKEN = re.compile(r"[0-9][0-9,]*(?:st|nd|rd|th|s)?|[^\W\d_]+(?:'[^\W\d_]+)*'?")


def number_words(number: int) -> list[str]:
    """Return `number` (0 to 999,999) in words, British "and" included after hundreds."""
    if number < 20:
        return [ONES[number]]
    if number < 100:
        return [TENS[number // 10 - 2], *([ONES[number % 10]] if number % 10 else [])]
    if number < 1000:
        rest = ["and", *number_words(number % 100)] if number % 100 else []
        return [ONES[number // 100], "hundred", *rest]
    rest = number_words(number % 1000) if number % 1000 else []
    return [*number_words(number // 1000), "thousand", *(["and"] if 0 < number % 1000 < 100 else []), *rest]


def year_words(year: int) -> list[str]:
    """Return `year` (1100 to 2099) as people say it: nineteen eighty four, two thousand and one."""
    if 2000 <= year < 2010:
        return number_words(year)
    head, tail = divmod(year, 100)
    if tail == 0:
        return [*number_words(head), "hundred"]
    return [*number_words(head), *(["oh"] if tail < 10 else []), *number_words(tail)]


def _digits(token: str) -> list[str]:
    match = re.match(r"([0-9,]+)([a-z]*)", token)
    number, ending = (int(match[1].replace(",", "")), match[2]) if match else (0, "")
    if number > 999_999:
        return [ONES[int(digit)] for digit in str(number)]
    words = year_words(number) if 1100 <= number < 2100 and "," not in token else number_words(number)
    if ending == "s":
        words[-1] = words[-1][:-1] + "ies" if words[-1].endswith("y") else words[-1] + "s"
    elif ending:
        words[-1] = _ordinal(words[-1])
    return words


def _ordinal(word: str) -> str:
    if word in ORDINALS:
        return ORDINALS[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


def spoken_words(text: str) -> list[str]:
    """Return the words of `text` as they are said; text without Latin letters or digits gives none.

    Accents stay: they tell how a name sounds.
    """
    text = unicodedata.normalize("NFC", text.lower()).replace("’", "'").replace("‘", "'")
    for sign, word in SIGNS.items():
        text = text.replace(sign, word)
    words: list[str] = []
    for token in TOKEN.findall(text):
        if token[0].isdigit():
            words += _digits(token)
        elif _is_latin(token):
            words.append(ROMAN.get(token, token.strip("'") if token.endswith("'") else token))
    return words


def _is_latin(word: str) -> bool:
    return all(letter == "'" or unicodedata.name(letter, "").startswith("LATIN") for letter in word)
