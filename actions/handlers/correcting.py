"""Putting a turn right: "no, the live one", "I meant the band", "不是，我说的是王菲"."""

from __future__ import annotations

import re
from typing import Any

from actions.handlers.base import Turn, handler_for, note_asked
from actions.handlers.recommend import item_meant

Entities = list[dict[str, Any]]

_NAMES = frozenset({"title", "artist", "album", "playlist", "person", "station", "genre", "mood", "sound", "topic"})
"""Kinds of words of which a correction names another one instead."""
_OPINIONS = frozenset({"like", "dislike", "seen_it", "never_again"})
_START = re.compile(
    r"^(?:[\s,.;!，。；！、]+|(?:no+|nope|nah|wrong|sorry|wait|actually|oh|i|we|really|was|mean(?:t)?|said|say|talking|"
    r"asked|looking|want(?:ed)?|about|for|the|a|an|one|not that(?: one)?)\b|"
    r"不是(?=[\s，。我]|$)|不对|错了|不(?=[，。\s])|我(?:是)?(?:想)?(?:说|指|要|问|想听|想看)(?:的)?|的?是(?=.))",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\bnot (?:the |a |an |by )?[\w'-]+|不是[^，。；\s是]+?(?=[，。；\s是]|$)", re.IGNORECASE)
_END = re.compile(r"(?:[\s,.;!，。；！]|\b(?:one|please|instead|but)\b|的?那(?:首|个|部|本|张)|吧|啦)+$", re.IGNORECASE)
_ADDS = re.compile(r"\b(?:by|from|with|sung|version)\b|唱的|演的|写的|的$|版", re.IGNORECASE)
_KINDS = {
    "artist": re.compile(r"\b(?:band|singer|artist|group|rapper)\b|乐队|歌手|乐团|组合", re.IGNORECASE),
    "album": re.compile(r"\b(?:album|record)\b|专辑|唱片", re.IGNORECASE),
    "title": re.compile(
        r"\b(?:song|track|film|movie|book|novel|show|series|game)\b|歌|电影|书|小说|剧|游戏", re.IGNORECASE
    ),
}
_RECOMMENDED = {
    "recommend_film": re.compile(r"\b(?:film|movie)s?\b|电影", re.IGNORECASE),
    "recommend_show": re.compile(r"\b(?:show|series|tv)\b|剧", re.IGNORECASE),
    "recommend_book": re.compile(r"\b(?:book|novel)s?\b|书|小说", re.IGNORECASE),
    "recommend_game": re.compile(r"\bgames?\b|游戏", re.IGNORECASE),
    "recommend_music": re.compile(r"\b(?:music|album|song|band)s?\b|音乐|歌|专辑", re.IGNORECASE),
}


async def correct(turn: Turn) -> bool:
    """Do the turn before again as the turn's words put it right; return False if that can't be told from them."""
    asked = turn.remembered("asked") or {}
    handler = handler_for(asked.get("intent", ""))
    said = left_of(turn.text)
    named = [entity for entity in turn.entities if is_meant(str(entity["value"]), turn.text)]
    if handler is None or not (said or named):
        return False
    await take_back(turn, asked)
    turn.intent = intent_put_right(asked["intent"], said)
    turn.text = text_put_right(asked, named, said)
    turn.entities = entities_put_right(asked["entities"], named, said)
    turn.readings = [asked["intent"], *asked["others"]]
    note_asked(turn)
    handler = handler_for(turn.intent) or handler
    await handler.handle(turn)
    return True


def left_of(text: str) -> str:
    """Return what is meant of a correction: "no I meant the band, not the film" → "band"."""
    text = _DENIED.sub(" ", f" {text} ").strip() if _DENIED.sub(" ", text).strip() else text
    while (shorter := _START.sub("", text)) != text:
        text = shorter
    return _END.sub("", text).strip()


def is_meant(name: str, text: str) -> bool:
    """Return whether a correction that says `name` means it rather than denies it."""
    return not re.search(
        rf"\bnot (?:the |a |an |by )?{re.escape(name)}|(?<!我说的)不是{re.escape(name)}", text, re.IGNORECASE
    )


def intent_put_right(intent: str, said: str) -> str:
    """Return the intent asked, for the kind that the correction names if it was one of suggesting."""
    if intent not in _RECOMMENDED:
        return intent
    return next((other for other, words in _RECOMMENDED.items() if words.search(said)), intent)


def text_put_right(asked: dict[str, Any], named: Entities, said: str) -> str:
    """Return the words asked with the names replaced, or else with the correction after them."""
    text: str = asked["text"]
    for new in named:
        for old in asked["entities"]:
            if replaces(new, old, said) and str(old["value"]) in text:
                return text.replace(str(old["value"]), str(new["value"]))
    gap = "" if re.search(r"[㐀-鿿]$", text) else " "
    return f"{text}{gap}{said or ' '.join(str(entity['value']) for entity in named)}"


def entities_put_right(before: Entities, named: Entities, said: str) -> Entities:
    """Return the entities asked with those of the correction laid over them."""
    kept = [old for old in before if not any(replaces(new, old, said) for new in named)]
    if not named:
        kept = [{**old, "entity": kind_put_right(old["entity"], said)} for old in kept]
    return [*kept, *named]


def replaces(new: dict[str, Any], old: dict[str, Any], said: str) -> bool:
    """Return whether the entity `new` of a correction stands for `old`: "Queen" does, "by Queen" says more of it."""
    if new["entity"] == old["entity"]:
        return True
    return {new["entity"], old["entity"]} <= _NAMES and not _ADDS.search(said)


def kind_put_right(entity: str, said: str) -> str:
    """Return what a name is a name of, as the correction says: "the band" makes a title an artist."""
    if entity not in {"title", "artist", "album"}:
        return entity
    return next((kind for kind, words in _KINDS.items() if words.search(said)), entity)


async def take_back(turn: Turn, asked: dict[str, Any]) -> None:
    """Take back the opinion that was noted of the wrong thing."""
    if asked["intent"] not in _OPINIONS:
        return
    said, turn.text, turn.entities = (turn.text, turn.entities), asked["text"], asked["entities"]
    wrong = (await item_meant(turn)).item
    turn.text, turn.entities = said
    if wrong is not None:
        turn.services.people.record(turn.person, wrong.id, "undo", f"{turn.key}.undo")
