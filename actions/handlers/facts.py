"""Facts about items: what was asked of one, two side by side, and where they can be had."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from actions.catalogue import Item
from actions.handlers.base import Handler, Turn, handler_for
from actions.handlers.cards import CAST_NAMED, described, genres, item_card, length, listed, makers, year
from actions.handlers.choosing import NAMES, playable, say_not_known
from actions.handlers.pointing import kinds_said
from actions.handlers.recommend import (
    Meant,
    called,
    clauses,
    current,
    item_meant,
    item_of,
    joined,
    known_of,
    shown,
    speak_of,
    titled,
)
from actions.playback import Ask
from actions.recommend import Wish
from actions.recommend.texts import place
from actions.reply import Choice

CLEARLY = 0.05
"""A taste that speaks for one of two by less says nothing."""
_VISUAL = frozenset({"film", "show"})
_ASKED = Path(__file__).with_name("facts.yml")
_BETTER = re.compile(
    r"\b(?:better|best|prefer|recommend|should i|worth|more)\b|哪[个部本一].{0,4}(?:好|值得)|更(?:好|喜欢|适合)|推荐哪",
    re.IGNORECASE,
)


class Details(Handler):
    """ "Tell me more about it", "who directed Alien?"."""

    intent = "details"

    async def handle(self, turn: Turn) -> None:
        """Say the facts asked for, or all of them, and show the item's card."""
        meant = await item_meant(turn)
        if meant.item is None:
            say_not_known(turn, meant, self.intent, "recommend.details-of-what")
            return
        item, catalogue = meant.item, turn.services.catalogue
        speak_of(turn, item)
        aspects = aspects_asked(turn)
        told = [fact(turn, item, aspect) for aspect in aspects] or [described(item, turn.language, catalogue)]
        more = [Choice(turn.phrase("choice.more-about"), self.intent, {"item": item.id})] if aspects else []
        turn.answer(
            ("" if turn.language == "zh" else " ").join(told),
            cards=[item_card(item, turn.language, catalogue)],
            choices=[*more, turn.choice("choice.like", "like"), turn.choice(f"choice.seen-{item.kind}", "seen_it")],
        )


class Compare(Handler):
    """ "Which is better, Alien or Aliens?"."""

    intent = "compare"

    async def handle(self, turn: Turn) -> None:
        """Say the facts of two items side by side, and which suits the person's taste if that was asked."""
        found = await two_meant(turn)
        if missing := next((meant for meant in found if meant.item is None), None):
            say_not_known(turn, missing, "details", "compare.which-two")
            return
        items = [meant.item for meant in found if meant.item is not None]
        if len(items) < 2 or items[0].id == items[1].id:
            turn.say("compare.which-two")
            return
        first, second = items
        told = [in_short(turn, item) for item in items]
        told += [*in_common(turn, first, second), *difference(turn, first, second)]
        told += [verdict(turn, first, second)] if _BETTER.search(turn.text) else []
        turn.answer(
            ("" if turn.language == "zh" else " ").join(told),
            cards=[item_card(item, turn.language, turn.services.catalogue) for item in items],
            choices=[
                Choice(
                    turn.phrase("choice.details-named", title=titled(item, turn.language)), "details", {"item": item.id}
                )
                for item in items
            ],
        )


class Trailer(Handler):
    """ "Show me the trailer"."""

    intent = "trailer"

    async def handle(self, turn: Turn) -> None:
        """Say that there are none here, and offer what there is."""
        meant = await item_meant(turn)
        item = meant.item or next(iter(meant.among), None)
        title = titled(item, turn.language) if item else ""
        turn.say("trailer.none" if item else "trailer.none-plain", fields={"title": title}, choices=instead(turn, item))


class WhereToWatch(Handler):
    """ "Where can I watch it?", "put on the film Alien"."""

    intent = "where_to_watch"

    async def handle(self, turn: Turn) -> None:
        """Play it if it is music that the library has; else say that Encore cannot know, and offer what it can."""
        meant = await item_meant(turn)
        item = meant.item or next((each for each in meant.among if each.kind in _VISUAL), None)
        item = item or next(iter(meant.among), None)
        name = meant.named or (playable(turn, item) if item else "")
        play = handler_for("play_music")
        if play is not None and name and is_music(turn, item, name):
            turn.intent, turn.text = play.intent, name
            kept = [entity for entity in turn.entities if entity["entity"] in NAMES - {"item"}]
            turn.entities = kept or [{"entity": "title", "value": name}]
            await play.handle(turn)
            return
        title = titled(item, turn.language) if item else meant.named
        turn.say(
            "watch.unknown" if title else "watch.unknown-plain", fields={"title": title}, choices=instead(turn, item)
        )


# --- one item --------------------------------------------------------------------------------------------------------


def aspects_asked(turn: Turn) -> list[str]:
    """Return which facts the words ask for; none if they ask for all."""
    name = turn.entity("title")
    text = turn.text.replace(name, " ") if name else turn.text
    return [aspect for aspect, words in _aspects().items() if words.search(text)]


@lru_cache(maxsize=1)
def _aspects() -> dict[str, re.Pattern[str]]:
    loaded = yaml.safe_load(_ASKED.read_text("utf-8"))
    return {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in loaded.items()}


def fact(turn: Turn, item: Item, aspect: str) -> str:
    """Return one fact about `item` as a sentence; that it is not known where it isn't."""
    title = titled(item, turn.language)
    if aspect == "audience":
        return turn.phrase(f"fact.audience-{item.audience}", title=title)
    known = value_of(turn, item, aspect)
    if not known:
        return turn.phrase("fact.unknown", title=title)
    key = f"fact.{aspect}-{item.kind}"
    return turn.phrase(key if aspect in {"makers", "length"} else f"fact.{aspect}", title=title, value=known)


def value_of(turn: Turn, item: Item, aspect: str) -> str:
    """Return what is known of `item`, as words; empty where it is not known."""
    language = turn.language
    if aspect == "language":
        return place("language", item.language).in_language(language) if item.language else ""
    values = {
        "year": year(item, language),
        "makers": makers(item, language),
        "cast": listed(item.cast[:CAST_NAMED], language),
        "length": length(item, language),
        "genres": genres(item, language, turn.services.catalogue),
        "about": item.synopsis.in_language(language),
    }
    return values.get(aspect, "")


def instead(turn: Turn, item: Item | None) -> list[Choice]:
    """Return what can be done with something that cannot be shown."""
    if item is None:
        return [turn.choice("choice.a-film", "recommend_film"), turn.choice("choice.show-list", "watchlist_show")]
    return [
        Choice(turn.phrase("choice.to-list"), "watchlist_add", {"item": item.id}),
        Choice(turn.phrase("choice.more-about"), "details", {"item": item.id}),
    ]


def is_music(turn: Turn, item: Item | None, name: str) -> bool:
    """Return whether `name` is music of the library, and the words do not say that a film is meant."""
    if (item is not None and item.kind in _VISUAL) or _VISUAL & set(kinds_said(turn, name)):
        return False
    return bool(turn.services.playback.library.find(Ask(name), turn.key).tracks)


# --- two items -------------------------------------------------------------------------------------------------------


async def two_meant(turn: Turn) -> list[Meant]:
    """Return the two things to compare: those named or pointed at, with the one spoken of, or the last two shown."""
    names = [str(entity["value"]) for entity in turn.entities if entity["entity"] in NAMES - {"item"}]
    found = [called(turn, name) for name in dict.fromkeys(names)]
    ids = shown(turn) if len(shown(turn)) > 1 else shown(turn, ever=True)
    places = [entity["typed"] for entity in turn.entities if entity["entity"] == "ordinal" and "typed" in entity]
    if not found and len(places) > 1:
        ids = [ids[place - 1 if place > 0 else place] for place in places if -len(ids) <= place <= len(ids)]
        return [Meant(item_of(turn, each)) for each in ids[:2]]
    if found[2:]:
        return found[:2]
    present = await current(turn)
    others = [present] if present is not None and len(found) == 1 else []
    others += [item for each in reversed(ids) if (item := item_of(turn, each)) is not None]
    known = {meant.item.id for meant in found if meant.item is not None}
    for other in others:
        if len(found) < 2 and other.id not in known:
            found = [*found, Meant(other)]
            known.add(other.id)
    return found[:2] if names else found[:2][::-1]


def in_short(turn: Turn, item: Item) -> str:
    """Return the item's main facts as one sentence."""
    language = turn.language
    facts = (year(item, language), makers(item, language), genres(item, language, turn.services.catalogue))
    told = [each for each in (*facts, length(item, language)) if each]
    gap = "，" if language == "zh" else "; "
    key = "compare.item" if told else "compare.item-plain"
    return turn.phrase(key, title=titled(item, language), kind=turn.phrase(f"kind.{item.kind}"), facts=gap.join(told))


def in_common(turn: Turn, first: Item, second: Item) -> list[str]:
    """Return a sentence on what both are, if there is anything."""
    vocabulary = turn.services.catalogue.vocabulary
    shared = [g for g in first.genres if g in second.genres and g in vocabulary.ids("genre")]
    moods = [m for m in first.moods if m in second.moods and m in vocabulary.ids("mood")]
    named = [vocabulary.name("genre", g) for g in shared] + [vocabulary.name("mood", m) for m in moods]
    if not named:
        return [turn.phrase("compare.nothing-common")]
    words = [name.in_language(turn.language) for name in named[:3]]
    told = "、".join(words) if turn.language == "zh" else joined(words, "en")
    return [turn.phrase("compare.common", what=told)]


def difference(turn: Turn, first: Item, second: Item) -> list[str]:
    """Return a sentence on which of two of one kind is longer, if that is known."""
    if first.kind != second.kind or not first.length or not second.length or first.length == second.length:
        return []
    longer, shorter = (first, second) if first.length > second.length else (second, first)
    fields = {"longer": titled(longer, turn.language), "shorter": titled(shorter, turn.language)}
    return [turn.phrase("compare.longer", **fields)]


def verdict(turn: Turn, first: Item, second: Item) -> str:
    """Return which of two suits this person better, as far as that can be known."""
    score = taste_for(turn, (first, second))
    better, other = (first, second) if score[first.id][0] >= score[second.id][0] else (second, first)
    told, reason = score[better.id]
    if told - score[other.id][0] < CLEARLY:
        return turn.phrase("compare.undecided")
    title = titled(better, turn.language)
    return turn.phrase("compare.better" if reason else "compare.better-plain", title=title, reason=reason)


def taste_for(turn: Turn, items: Sequence[Item]) -> dict[str, tuple[float, str]]:
    """Return, by id, how much this person's taste speaks for each item and the heaviest reason, if it is known."""
    taste, _ = known_of(turn)
    said = {item.id: taste.likes.get(item.id, 0.0) - taste.dislikes.get(item.id, 0.0) for item in items}
    told = {item.id: (2.0 * said[item.id], turn.phrase("compare.liked") if said[item.id] > 0 else "") for item in items}
    others = frozenset(item.id for item in turn.services.catalogue.items()) - said.keys()
    if taste.likes or taste.dislikes:
        for suggestion in turn.services.recommender.suggest(Wish(), taste, exclude=others, n=len(items), seed=0):
            parts = [reason for reason in suggestion.reasons if reason.feature.startswith("taste")]
            best = next((part.text.in_language(turn.language) for part in parts if part.weight > 0), "")
            told[suggestion.item.id] = (sum(part.weight for part in parts), clauses([best], turn.language))
    return told
