"""Clock times and days: "half past eight", "8 pm", "tomorrow night", "friday", 明天晚上八点半, 星期五."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.values.numbers import ENGLISH_TENS, ENGLISH_UNITS, HAN_NUMBER, number_of
from nlu.values.value import Value

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {word: word for word in (*_WEEK, "today", "tonight", "tomorrow", "yesterday", "weekend")} | {
    "last night": "yesterday", "next week": "next week", "next month": "next month", "this week": "this week",
    "今日": "today", "这周": "this week", "本周": "this week", "昨天": "yesterday",
    "昨晚": "yesterday", "前天": "2 days ago", "下周": "next week", "下星期": "next week", "下个月": "next month",
    "last week": "last week", "上周": "last week", "明早": "tomorrow",
    "今天": "today", "今晚": "tonight", "明天": "tomorrow", "明晚": "tomorrow", "后天": "in 2 days", "周末": "weekend",
}  # fmt: skip
_HAN_WEEK = dict(zip("一二三四五六日", _WEEK, strict=True)) | {"天": "sunday", "末": "weekend"}
_PARTS = {
    "morning": "08:00", "noon": "12:00", "midday": "12:00", "afternoon": "15:00", "evening": "19:00", "night": "21:00",
    "midnight": "00:00", "tonight": "20:00", "早上": "08:00", "早晨": "08:00", "上午": "10:00", "中午": "12:00",
    "下午": "15:00", "傍晚": "18:00", "晚上": "20:00", "今晚": "20:00", "明晚": "20:00", "明早": "08:00",
    "夜里": "22:00", "半夜": "00:00",
    "午夜": "00:00", "凌晨": "03:00", "早间": "08:00", "晚间": "20:00",
}  # fmt: skip
_LATE = frozenset({"afternoon", "evening", "night", "tonight", "下午", "傍晚", "晚上", "晚间", "今晚", "明晚"})
_HOUR = rf"(?:{'|'.join(reversed(ENGLISH_UNITS[1:13]))}|1\d|2[0-3]|0?\d)"
_MINUTE = rf"(?:[0-5]\d|(?:{'|'.join(ENGLISH_TENS[:4])})(?:[\s-](?:{'|'.join(ENGLISH_UNITS[1:10])}))?|fifteen|ten|five)"
_SUFFIX = r"(?:a\.?m\.?|p\.?m\.?|o'?clock)"
_CLOCK = re.compile(
    rf"(?<![a-z\d])(?:(?P<past>half|a quarter|quarter|{_MINUTE})(?: minutes?)? (?P<side>past|to) (?P<beside>{_HOUR})"
    rf"(?:\s?(?P<late>{_SUFFIX}))?"
    rf"|(?P<hour>{_HOUR})[:.](?P<minute>[0-5]\d)(?:\s?(?P<half>{_SUFFIX}))?"
    rf"|(?P<full>{_HOUR})(?: (?P<minutes>{_MINUTE}))?\s?(?P<suffix>{_SUFFIX})"
    rf"|(?<=\bat )(?P<plain>{_HOUR})(?!\s?(?:percent|%|hundred)))(?![a-z\d])"
    rf"|(?<![有快慢早晚大小多少高低长短来差])(?P<han>一(?=点[钟半一二三四五]|[:：])|[二三四五六七八九两]|十[一二]?|\d\d?)"
    rf"(?:点钟?|[:：](?=\d))(?P<rest>半|一刻|三刻|(?:{HAN_NUMBER}|\d\d?)分?)?"
)
_DAY = re.compile(
    r"(?:这个?|下个?)?(?:星期|礼拜|周)(?P<week>[一二三四五六日天末])"
    rf"|(?<![a-z])(?:(?:this|next|on) )?(?P<day>{'|'.join(_DAYS)})(?!'s |[a-z])"
)
_PART = re.compile(
    r"(?<![a-z])(?:this |in the |at )?(?P<part>morning|noon|midday|afternoon|evening|night|midnight)(?![a-z])"
    r"|(?P<han>夜里|早上|早晨|早间|晚间|上午|中午|下午|傍晚|晚上|半夜|午夜|凌晨)"
)
_BETWEEN = re.compile(r"\A(?:,? (?:at |in the |around )?|的)?\Z")


def find_times(text: str) -> Iterator[Value]:
    """Yield times; "tomorrow at eight in the evening" is one."""
    pieces = sorted(
        (*_pieces(_DAY, text, _day), *_pieces(_PART, text, _part), *_pieces(_CLOCK, text, _clock)),
        key=lambda piece: piece[:2],
    )
    while pieces:
        start, end, said = pieces.pop(0)
        while pieces and pieces[0][0] >= end and _BETWEEN.match(text[end : pieces[0][0]]):
            _, end, more = pieces.pop(0)
            said = {**said, **more}
        yield Value("time", _time(said), start, end)


def clock_time(words: str) -> dict[str, str] | None:
    """Return the time that bare numbers are, where it is known that they are one: "eleven", "nine thirty"."""
    match = re.fullmatch(rf"(?P<hour>{_HOUR})(?: (?P<minute>{_MINUTE}))?", words)
    if match is None:
        return None
    return {"at": f"{int(number_of(match['hour']) or 0):02}:{int(number_of(match['minute'] or '0') or 0):02}"}


def _pieces(pattern: re.Pattern[str], text: str, read: object) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in pattern.finditer(text):
        start, end = match.span()
        lead = re.match(r"(?:this|next|on|in the|at) ", match.group())
        said = read(match)  # type: ignore[operator]
        if said:
            yield start + (lead.end() if lead and lead.group() in {"on ", "at ", "in the "} else 0), end, said


def _day(match: re.Match[str]) -> dict[str, str]:
    if match["week"]:
        return {"day": _HAN_WEEK[match["week"]]}
    word = match["day"]
    part = {"part": word} if word in _PARTS else {}
    return {"day": _DAYS[word], **part}


def _part(match: re.Match[str]) -> dict[str, str]:
    return {"part": match["part"] or match["han"]}


def _clock(match: re.Match[str]) -> dict[str, str]:
    hour = number_of(match["beside"] or match["hour"] or match["full"] or match["plain"] or match["han"])
    if hour is None or not 0 <= hour <= 24:
        return {}
    minute = _minute(match)
    if match["side"] == "to":
        hour, minute = hour - 1, 60 - minute
    suffix = (match["half"] or match["suffix"] or match["late"] or "").replace(".", "")
    if suffix == "pm" and hour < 12:
        hour += 12
    if suffix == "am" and hour == 12:
        hour = 0
    exact = {"exact": "yes"} if suffix in {"am", "pm"} or hour > 12 else {}
    return {"at": f"{int(hour) % 24:02}:{minute:02}", **exact}


def _minute(match: re.Match[str]) -> int:
    said = match["past"] or match["minute"] or match["minutes"] or (match["rest"] or "").removesuffix("分")
    fixed = {"half": 30, "a quarter": 15, "quarter": 15, "半": 30, "一刻": 15, "三刻": 45, "": 0}
    return fixed[said] if said in fixed else int(number_of(said) or 0)


def _time(said: dict[str, str]) -> dict[str, str]:
    """Return day and clock time; a part of the day is its usual hour, or says which half of the day is meant."""
    at, part = said.get("at"), said.get("part", "")
    if at is None and part:
        at = _PARTS[part]
    elif at is not None and part in _LATE and "exact" not in said and int(at[:2]) < 12:
        at = f"{int(at[:2]) + 12:02}{at[2:]}"
    return {name: value for name, value in (("day", said.get("day")), ("at", at)) if value}
