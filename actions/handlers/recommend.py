"""Suggestions: ask for one, refine it, ask for another, ask why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from actions.catalogue import Item, Kind, Match
from actions.handlers.base import Handler, Turn, handler_for
from actions.handlers.cards import item_card
from actions.people import Opinion
from actions.playback import PlaybackError
from actions.recommend import Suggestion, Taste, Wish, parse_wish
from actions.recommend.texts import title as quoted_title
from actions.reply import Choice

THREAD = "recommend"
"""What the slot `thread` holds while suggesting is what we do."""
SURE = 0.8
"""From this score on a name means an item; below, it is only near."""
REASONS_TOLD = 3
NEARLY = 0.6
"""A reason of this part of the heaviest one's weight is worth telling at once."""
NEAR_OFFERED = 2
_NO_REASONS = frozenset({"chance", "known"})
"""Parts of a score that explain nothing to a person."""
_MUSIC = frozenset({"artist", "album"})


class Recommend(Handler):
    """Suggests one item of a kind."""

    kind: Kind

    async def handle(self, turn: Turn) -> None:
        """Suggest what fits the words."""
        suggest(turn, said_in(turn, self.kind))


class RecommendFilm(Recommend):
    """ "Recommend a film like Inception but funnier"."""

    intent, kind = "recommend_film", "film"


class RecommendShow(Recommend):
    """ "A series for tonight"."""

    intent, kind = "recommend_show", "show"


class RecommendBook(Recommend):
    """ "What should I read"."""

    intent, kind = "recommend_book", "book"


class RecommendGame(Recommend):
    """ "A game for two"."""

    intent, kind = "recommend_game", "game"


class RecommendMusic(Recommend):
    """ "Music I might like"."""

    intent, kind = "recommend_music", "album"


class Refine(Handler):
    """ "Something lighter": what came last, with more said about it."""

    intent = "refine"

    async def handle(self, turn: Turn) -> None:
        """Suggest again under the narrowed wish; a story or music is asked for anew, with these words."""
        handler = handler_for(turn.remembered("thread") or "")
        if handler is not None:
            await (handler.another(turn) if turn.remembered("game") else handler.handle(turn))
            return
        wish = remembered_wish(turn)
        said = said_in(turn, wish.kind)
        if said == Wish(kind=said.kind) and drop_what_blocks(turn):
            return
        suggest(turn, switched(turn, wish).refined(said_in(turn, kind_named(turn, wish))))


class Another(Handler):
    """ "Another one" of whatever came last: a suggestion, a joke, a story, a quiz, a track."""

    intent = "another"

    async def handle(self, turn: Turn) -> None:
        """Give another of what this conversation is about."""
        handler = handler_for(turn.remembered("thread") or "")
        if handler is None and not turn.remembered("wish") and await playing(turn):
            handler = handler_for("play_music")
        if handler is not None:
            await handler.another(turn)
        else:
            suggest(turn, remembered_wish(turn))


class Why(Handler):
    """ "Why that one?": the true contributions to its score."""

    intent = "why"

    async def handle(self, turn: Turn) -> None:
        """Name the heaviest reasons."""
        current = turn.remembered("current_item")
        if not current:
            turn.say("recommend.why-nothing")
            return
        item = turn.services.catalogue.get(current["id"])
        reasons = [reason[turn.language] for reason in current["reasons"]]
        key = "recommend.why" if reasons else "recommend.why-chance"
        fields: dict[str, object] = {"title": titled(item, turn.language), "reasons": clauses(reasons, turn.language)}
        turn.say(key, fields=fields, choices=[turn.choice("choice.another", "another")])


# --- suggesting ------------------------------------------------------------------------------------------------------


def suggest(turn: Turn, wish: Wish) -> None:
    """Suggest the best item for `wish` that this person was not shown, has not seen and does not reject."""
    turn.remember("thread", THREAD)
    turn.remember("wish", asdict(replace(wish, unknown=())))
    for name in wish.unknown:
        say_unknown(turn, name, wish)
    suggestions = candidates(turn, wish)
    if suggestions:
        show(turn, suggestions[0])
    else:
        say_nothing_fits(turn, wish)


def candidates(turn: Turn, wish: Wish, n: int = 1) -> list[Suggestion]:
    """Return the best `n` suggestions for this person."""
    taste, excluded = known_of(turn)
    seed = f"{turn.person} {turn.key}"
    return turn.services.recommender.suggest(wish, taste, exclude=excluded, n=n, seed=seed)


def known_of(turn: Turn) -> tuple[Taste, frozenset[str]]:
    """Return the person's taste, and what not to suggest to them in this session."""
    opinions = turn.services.people.opinions(turn.person)
    shown = turn.services.people.suggested_in(turn.person, turn.session)
    return taste_of(opinions), frozenset(shown | rejected(opinions))


def show(turn: Turn, suggestion: Suggestion) -> None:
    """Say one suggestion with its main reason and remember it as what "it" means."""
    item = suggestion.item
    reasons = told_reasons(suggestion)
    turn.remember("current_item", {"id": item.id, "reasons": reasons})
    turn.services.people.note_suggested(turn.person, turn.session, [item.id], turn.key)
    card = item_card(item, turn.language, turn.services.catalogue)
    reason = clauses([told[turn.language] for told in reasons if told["main"]], turn.language)
    turn.say(
        "recommend.one" if reason else "recommend.one-plain",
        fields={"title": titled(item, turn.language), "synopsis": card.text, "reason": reason},
        cards=[card],
        choices=[
            turn.choice("choice.another", "another"),
            turn.choice("choice.why", "why"),
            turn.choice(f"choice.seen-{item.kind}", "seen_it"),
            turn.choice("choice.like", "like"),
        ],
        expects="wish",
    )


def told_reasons(suggestion: Suggestion) -> list[dict[str, Any]]:
    """Return what most speaks for a suggestion, heaviest first, in both languages, once for each item it is like.

    The "main" ones are the heaviest and what weighs nearly as much.
    """
    speaking = (r for r in suggestion.reasons if r.weight > 0 and r.feature not in _NO_REASONS)
    told = list({reason.about or reason.text: reason for reason in reversed(list(speaking))}.values())
    told = sorted(told, key=lambda reason: -reason.weight)[:REASONS_TOLD]
    return [{**asdict(r.text), "main": n == 0 or r.weight >= NEARLY * told[0].weight} for n, r in enumerate(told)]


def say_nothing_fits(turn: Turn, wish: Wish) -> None:
    """Say what to give up for something to be found, and offer to give it up."""
    turn.remember("current_item", None)
    taste, excluded = known_of(turn)
    blocking = turn.services.recommender.blocking(wish, taste, excluded)
    if "exclude" in blocking:
        turn.say("recommend.nothing-left", expects="wish")
        return
    turn.remember("pending", {"kind": "drop", "fields": blocking})
    told = (turn.services.recommender.describe(wish, name).in_language(turn.language) for name in blocking)
    drop = joined([turn.phrase("recommend.quoted", what=what) for what in dict.fromkeys(told)], turn.language)
    turn.say(
        "recommend.nothing",
        fields={"drop": drop},
        choices=[turn.choice("choice.drop", "refine")],
        expects="wish",
    )


def drop_what_blocks(turn: Turn) -> bool:
    """Suggest without the constraints that left nothing, if that was offered last; return whether it was."""
    pending = turn.remembered("pending") or {}
    if pending.get("kind") != "drop":
        return False
    turn.remember("pending", None)
    suggest(turn, remembered_wish(turn).without(*pending["fields"]))
    return True


def say_unknown(turn: Turn, name: str, wish: Wish) -> None:
    """Say that a title is unknown; offer those that are near."""
    near = nearest(turn.services.catalogue.find(name, limit=5))
    key = "recommend.unknown-near" if near else "recommend.unknown"
    names = [titled(item, turn.language) for item in near]
    choices = [
        Choice(
            turn.phrase("choice.something-like", title=each), "refine", {"title": item.title.in_language(turn.language)}
        )
        for item, each in zip(near, names, strict=True)
    ]
    fields: dict[str, object] = {"title": name, "near": either(names, turn.language), "kind": wish.kind}
    turn.say(key, fields=fields, choices=choices)


# --- wishes ----------------------------------------------------------------------------------------------------------


def said_in(turn: Turn, kind: Kind | None) -> Wish:
    """Return the wish that the turn's words state."""
    return parse_wish(turn.text, turn.entities, turn.language, turn.services.catalogue, kind)


def remembered_wish(turn: Turn) -> Wish:
    """Return the wish of this conversation; a film when there was none yet."""
    stored: dict[str, Any] | None = turn.remembered("wish")
    return Wish.from_fields(stored) if stored else Wish(kind="film")


def kind_named(turn: Turn, wish: Wish) -> Kind | None:
    """Return the kind that the turn's words name ("a book instead"), else that of `wish`."""
    named = parse_wish(turn.text, (), turn.language, turn.services.catalogue)
    return wish.kind if named.kind is None or named.like or {named.kind, wish.kind} <= _MUSIC else named.kind


def switched(turn: Turn, wish: Wish) -> Wish:
    """Return `wish` for the kind that the turn names, less what makes no sense for that kind."""
    kind = kind_named(turn, wish)
    return wish if kind == wish.kind else fitting(turn, replace(wish, max_length=None, min_length=None), kind)


def fitting(turn: Turn, wish: Wish, kind: Kind | None) -> Wish:
    """Return `wish` for `kind`, with those of its genres that there are of that kind."""
    term = turn.services.catalogue.vocabulary.term
    genres = tuple(genre for genre in wish.genres if kind is None or kind in term("genre", genre).kinds)
    return replace(wish, kind=kind, genres=genres)


# --- items and people ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meant:
    """What a person speaks of."""

    item: Item | None = None
    named: str = ""
    """The name they said, if they said one."""
    near: tuple[Item, ...] = ()
    """Items called nearly so, where the name is no item's."""


async def item_meant(turn: Turn) -> Meant:
    """Return the item that was named or, if none was, the one being talked about or listened to."""
    named = turn.entity("title") or turn.entity("artist")
    if named:
        return called(turn, named)
    wish = said_in(turn, remembered_wish(turn).kind)
    for item_id in (*wish.like, *wish.unlike):
        return Meant(turn.services.catalogue.get(item_id))
    if wish.unknown:
        return called(turn, wish.unknown[0])
    return Meant(await current(turn))


def called(turn: Turn, name: str) -> Meant:
    """Return the item called `name`; of several, one of the kind being talked about."""
    matches = turn.services.catalogue.find(name, limit=5)
    best = [match.item for match in matches if match.score >= max(SURE, matches[0].score - 0.01)]
    if not best:
        return Meant(named=name, near=nearest(matches))
    wanted = (
        ("artist",)
        if turn.entity("artist") and not turn.entity("title")
        else (kind_named(turn, remembered_wish(turn)),)
    )
    return Meant(next((item for item in best if item.kind in wanted), best[0]), name)


def nearest(matches: Iterable[Match]) -> tuple[Item, ...]:
    """Return the best items of `matches`, one of each title."""
    by_title: dict[str, Item] = {}
    for match in matches:
        by_title.setdefault(match.item.title.en, match.item)
    return tuple(by_title.values())[:NEAR_OFFERED]


async def current(turn: Turn) -> Item | None:
    """Return what "it" means: what plays, where playing was what came last, else what was suggested."""
    suggested = turn.remembered("current_item")
    on = await playing(turn) if not suggested or is_listening(turn) else None
    if on is not None or not suggested:
        return on
    return turn.services.catalogue.get(suggested["id"])


def is_listening(turn: Turn) -> bool:
    """Return whether music or a sound was what came last."""
    return str(turn.remembered("thread") or "").startswith("play_")


async def playing(turn: Turn) -> Item | None:
    """Return what this session listens to, if anything."""
    try:
        state = await turn.services.playback.state(turn.session)
    except PlaybackError:
        return None
    return state.item


def taste_of(opinions: Iterable[Opinion]) -> Taste:
    """Return what the person likes and dislikes, by item id; a later opinion wins."""
    latest = {opinion.item: opinion.value for opinion in opinions if opinion.value != "seen"}
    return Taste(
        likes={item: 1.0 for item, value in latest.items() if value == "like"},
        dislikes={item: 1.0 for item, value in latest.items() if value in {"dislike", "never"}},
    )


def rejected(opinions: Iterable[Opinion]) -> set[str]:
    """Return the items that must not be suggested again."""
    return {opinion.item for opinion in opinions}


# --- words -----------------------------------------------------------------------------------------------------------


def titled(item: Item, language: str) -> str:
    """Return the item's title as it stands in a sentence."""
    return quoted_title(item).in_language(language)


def joined(parts: Sequence[str], language: str) -> str:
    """Return `parts` as a spoken list."""
    if language == "zh":
        return "，".join(parts)
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def clauses(parts: Sequence[str], language: str) -> str:
    """Return clauses, which may have commas of their own, as one."""
    if language == "zh":
        return "；".join(parts)
    if not any("," in part for part in parts):
        return joined(parts, language)
    return "; ".join([*parts[:-1], f"and {parts[-1]}" if len(parts) > 1 else parts[-1]])


def either(parts: Sequence[str], language: str) -> str:
    """Return `parts` as things to choose from."""
    return ("还是" if language == "zh" else " or ").join(parts)
