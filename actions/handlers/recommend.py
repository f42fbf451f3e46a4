"""Suggestions: ask for one, refine it, ask for another, ask why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from actions.catalogue import AUDIENCES, Catalogue, Item, Kind, Match
from actions.catalogue.names import normalise
from actions.handlers.bans import forbidden_by
from actions.handlers.base import Handler, Turn, handler_for, is_for_child, may_remember
from actions.handlers.cards import item_card
from actions.handlers.pointing import kinds_said, place_of
from actions.people import Opinion
from actions.playback import Ask, PlaybackError
from actions.recommend import Suggestion, Taste, Wish, parse_wish
from actions.recommend.texts import title as quoted_title
from actions.reply import Choice

THREAD = "recommend"
"""What the slot `thread` holds while suggesting is what we do."""
SURE = 0.8
"""From this score on a name means an item; below, it is only near."""
EQUAL = 0.02
"""Names whose scores differ by no more are equally good."""
REASONS_TOLD = 3
NEARLY = 0.6
"""A reason of this part of the heaviest one's weight is worth telling at once."""
NEAR_OFFERED = 2
_NO_REASONS = frozenset({"chance", "known"})
"""Parts of a score that explain nothing to a person."""
_MUSIC = frozenset({"artist", "album"})
REQUESTS_KEPT = 3
"""Requests for which it is remembered what was suggested, in order."""
SHOWN_KEPT = 8
SHORT_ANSWER = 20
"""Characters of the longest words that answer which of two things is meant."""
ANYTHING: tuple[Kind, ...] = ("film", "album", "book")
"""What is suggested to somebody who names no kind."""
_HOURS: tuple[tuple[range, Kind], ...] = ((range(5, 11), "album"), (range(11, 18), "book"), (range(18, 23), "film"))
_TALKED: dict[str, Kind] = {"film": "film", "show": "film", "book": "book", "artist": "album", "album": "album"}


class Recommend(Handler):
    """Suggests one item of a kind."""

    kind: Kind

    async def handle(self, turn: Turn) -> None:
        """Suggest what fits the words; "the film" after "the film or the book?" asks for nothing new."""
        choose = handler_for("choose")
        if choose is not None and answers_which(turn, self.kind):
            await choose.handle(turn)
            return
        turn.remember("suggested", [*(turn.remembered("suggested") or []), []][-REQUESTS_KEPT:])
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


class RecommendPodcast(Handler):
    """ "A podcast for the train": there are none in the catalogue."""

    intent = "recommend_podcast"

    async def handle(self, turn: Turn) -> None:
        """Say so, and offer what there is."""
        choices = [
            turn.choice("choice.a-book", "recommend_book"),
            turn.choice("choice.a-show", "recommend_show"),
            turn.choice("choice.my-music", "play_music"),
        ]
        turn.say("recommend.no-podcasts", choices=choices)


class RecommendAnything(Handler):
    """ "I'm bored, what shall we do?": a kind is chosen, said, and the others are offered."""

    intent = "recommend_anything"

    async def handle(self, turn: Turn) -> None:
        """Suggest something of the kind named or, without one, of the likeliest."""
        named = said_in(turn, None).kind
        kind, reason = (named, "") if named else kind_for(hour_now(), talked_about(turn), liked_kinds(turn))
        turn.remember("suggested", [*(turn.remembered("suggested") or []), []][-REQUESTS_KEPT:])
        lead = turn.phrase(f"recommend.{reason}-{kind}") if reason else ""
        others = [] if named else [turn.choice(f"choice.a-{k}", _INTENTS[k]) for k in ANYTHING if k != kind]
        suggest(turn, said_in(turn, kind), lead, others)


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
        reasons = [reason[turn.language] for reason in current["reasons"] or reasons_anew(turn, item)]
        key = "recommend.why" if reasons else "recommend.why-chance"
        fields: dict[str, object] = {"title": titled(item, turn.language), "reasons": clauses(reasons, turn.language)}
        turn.say(key, fields=fields, choices=[turn.choice("choice.another", "another")])


def reasons_anew(turn: Turn, item: Item) -> list[dict[str, Any]]:
    """Return what speaks for `item` under the wish of this conversation; nothing if it was not suggested for one."""
    if not turn.remembered("wish"):
        return []
    taste, _ = known_of(turn)
    wish = fit_for(turn, remembered_wish(turn))
    ranked = turn.services.recommender.suggest(wish, taste, n=len(turn.services.catalogue.items(item.kind)))
    return next((told_reasons(suggestion) for suggestion in ranked if suggestion.item.id == item.id), [])


_INTENTS = {"film": "recommend_film", "album": "recommend_music", "book": "recommend_book"}


# --- any kind --------------------------------------------------------------------------------------------------------


def kind_for(hour: int, talked: Kind | None, likes: Counter[Kind]) -> tuple[Kind, str]:
    """Return the kind to suggest, and why that one: what was talked about, the taste or the time of day."""
    if talked is not None:
        return talked, "talked"
    by_hour = next((kind for hours, kind in _HOURS if hour in hours), ANYTHING[-1])
    favourite, n = next(iter(likes.most_common(1)), (by_hour, 0))
    if n > 1 and 2 * n > likes.total():
        return favourite, "taste"
    return by_hour, "hour"


def hour_now() -> int:
    """Return the hour of the day here."""
    return datetime.now().astimezone().hour


def talked_about(turn: Turn) -> Kind | None:
    """Return the kind that this conversation is about, if any."""
    thread = str(turn.remembered("thread") or "")
    if thread == THREAD and turn.remembered("wish"):
        return _TALKED.get(remembered_wish(turn).kind or "")
    return "album" if thread == "play_music" else None


def liked_kinds(turn: Turn) -> Counter[Kind]:
    """Return how many things of each kind the person likes."""
    taste, _ = known_of(turn)
    kinds = (_TALKED.get("album" if item.startswith("track/") else item.partition("/")[0]) for item in taste.likes)
    return Counter(kind for kind in kinds if kind is not None)


# --- suggesting ------------------------------------------------------------------------------------------------------


def suggest(turn: Turn, wish: Wish, lead: str = "", others: Sequence[Choice] = ()) -> None:
    """Suggest the best item for `wish` that this person was not shown, has not seen and does not reject.

    `lead` is said before it; `others` are offered in place of asking why or having seen it.
    """
    turn.remember("thread", THREAD)
    turn.remember("wish", asdict(replace(wish, unknown=())))
    for name in wish.unknown:
        say_unknown(turn, name, wish)
    suggestions = candidates(turn, wish)
    if suggestions:
        show(turn, suggestions[0], lead, others)
    else:
        say_nothing_fits(turn, wish)


def candidates(turn: Turn, wish: Wish, n: int = 1) -> list[Suggestion]:
    """Return the best `n` suggestions for this person."""
    taste, excluded = known_of(turn)
    seed = f"{turn.person} {turn.key}"
    wish = fit_for(turn, wish)
    return turn.services.recommender.suggest(wish, taste, exclude=excluded, n=n, seed=seed)


def known_of(turn: Turn) -> tuple[Taste, frozenset[str]]:
    """Return the person's taste, and what not to suggest to them in this session."""
    opinions = turn.services.people.opinions(turn.person)
    shown = turn.services.people.suggested_in(turn.person, turn.session)
    taste = taste_of(opinions) if may_remember(turn) else Taste({}, {})
    return taste, frozenset(shown | rejected(opinions, turn.services.catalogue))


def fit_for(turn: Turn, wish: Wish) -> Wish:
    """Return `wish`, bounded to what is for children where a child listens."""
    return replace(wish, audience=AUDIENCES[0]) if is_for_child(turn) else wish


def show(turn: Turn, suggestion: Suggestion, lead: str = "", others: Sequence[Choice] = ()) -> None:
    """Say one suggestion with its main reason and remember it as what "it" means."""
    item = suggestion.item
    reasons = told_reasons(suggestion)
    turn.remember("current_item", {"id": item.id, "reasons": reasons})
    note_shown(turn, item)
    turn.services.people.note_suggested(turn.person, turn.session, [item.id], turn.key)
    card = item_card(item, turn.language, turn.services.catalogue)
    reason = clauses([told[turn.language] for told in reasons if told["main"]], turn.language)
    usual = [turn.choice("choice.why", "why"), turn.choice(f"choice.seen-{item.kind}", "seen_it")]
    told = turn.phrase(
        "recommend.one" if reason else "recommend.one-plain",
        title=titled(item, turn.language),
        synopsis=card.text,
        reason=reason,
    )
    turn.answer(
        ("" if turn.language == "zh" else " ").join(part for part in (lead, told) if part),
        cards=[card],
        choices=[turn.choice("choice.another", "another"), *(others or usual), turn.choice("choice.like", "like")],
        expects="wish",
    )


def speak_of(turn: Turn, item: Item) -> None:
    """Remember `item` as what "it" means; why it was suggested stays known if it was what was suggested last."""
    if item.id in turn.services.catalogue:
        before = turn.remembered("current_item") or {}
        reasons: list[dict[str, Any]] = before.get("reasons", []) if before.get("id") == item.id else []
        turn.remember("current_item", {"id": item.id, "reasons": reasons})


def note_shown(turn: Turn, item: Item) -> None:
    """Remember the order of what is suggested, for "the second one"."""
    requests: list[list[str]] = turn.remembered("suggested") or [[]]
    turn.remember("suggested", [*requests[:-1], [*requests[-1], item.id][-SHOWN_KEPT:]])


def shown(turn: Turn, *, ever: bool = False) -> list[str]:
    """Return what was suggested for the present request or, with `ever`, lately, the earliest first."""
    requests: list[list[str]] = turn.remembered("suggested") or [[]]
    return list(dict.fromkeys(item for request in requests for item in request)) if ever else requests[-1]


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
    bounded = fit_for(turn, wish)
    blocking = turn.services.recommender.blocking(bounded, taste, excluded)
    if bounded != wish:
        # That it is for children is not up to whoever asks.
        blocking = [name for name in blocking if name != "audience"] or ["exclude"]
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
    among: tuple[Item, ...] = ()
    """Items of different kinds that are all called so, where nothing says which one is meant."""


async def item_meant(turn: Turn) -> Meant:
    """Return the item that was chosen, named or pointed at or, if none was, the one talked about or listened to."""
    if (chosen := item_of(turn, turn.entity("item"))) is not None:
        learn_answer(turn, chosen)
        return Meant(put_right(turn, chosen))
    named = turn.entity("title") or turn.entity("artist") or turn.entity("album")
    if named:
        return called(turn, named)
    if (pointed := pointed_at(turn)) is not None:
        return Meant(pointed)
    wish = said_in(turn, remembered_wish(turn).kind)
    for item_id in (*wish.like, *wish.unlike):
        item = turn.services.catalogue.get(item_id)
        name = name_in(turn.text, item)
        return called(turn, name) if name else Meant(item)
    if wish.unknown:
        return called(turn, wish.unknown[0])
    return Meant(await current(turn))


def called(turn: Turn, name: str) -> Meant:
    """Return the item called `name`.

    Of several of different kinds the one whose kind or maker the words name, else the one that this person meant
    by it before, else the one of the kind being suggested; otherwise all of them, to ask which.
    """
    find = turn.services.catalogue.find
    kinds = kinds_said(turn, name)
    matches = (kinds and sure(find(name, kinds))) or find(name)
    best = [match.item for match in sure(matches) if match.score >= matches[0].score - EQUAL - 1e-9]
    found = decided(turn, name, kinds, best)
    if found is None and best:
        return Meant(named=name, among=tuple({item.kind: item for item in reversed(best)}.values())[::-1])
    found = found or in_library(turn, name)
    return Meant(found, name) if found else Meant(named=name, near=nearest(matches))


def decided(turn: Turn, name: str, kinds: Sequence[Kind], best: list[Item]) -> Item | None:
    """Return which of `best`, all called `name`, is meant, if anything says so."""
    maker = (turn.entity("artist") or turn.entity("person")) if turn.entity("title") == name else ""
    theirs = [item for item in best if maker and made_by(item, maker)]
    if turn.entity("artist") and maker and not theirs and (track := in_library(turn, name, maker)):
        return track
    learned = item_of(turn, meaning(turn, name))
    if learned is not None and not theirs and (not kinds or learned.kind in kinds):
        return learned
    by_kind = {item.kind: item for item in reversed(theirs or best)}
    said = next((by_kind[kind] for kind in kinds if kind in by_kind), None)
    if said is not None and is_again(turn) and len({m.item.kind for m in sure(turn.services.catalogue.find(name))}) > 1:
        learn_meaning(turn, name, said)
    if said is not None or len(by_kind) == 1:
        return said or next(iter(by_kind.values()))
    wished = kind_named(turn, remembered_wish(turn)) if turn.remembered("wish") else None
    return by_kind.get(wished) if wished is not None and turn.remembered("thread") == THREAD else None


def sure(matches: Sequence[Match]) -> list[Match]:
    """Return those of `matches` that are near enough to be what was meant."""
    return [match for match in matches if match.score >= SURE]


def made_by(item: Item, maker: str) -> bool:
    """Return whether `maker` made the item or takes part in it."""
    names = (name for each in (*item.creators, *item.cast) for name in (each.en, each.zh))
    return any(normalise(maker) in normalise(name) for name in names)


def in_library(turn: Turn, name: str, artist: str = "") -> Item | None:
    """Return the track of the person's music that is called `name`."""
    found = turn.services.playback.library.find(Ask(name, artist))
    return found.tracks[0].item if found.tracks and found.what == "title" else None


def item_of(turn: Turn, item_id: str) -> Item | None:
    """Return an item of the catalogue, the library or the built-in sounds; None for one that is gone."""
    if item_id in turn.services.catalogue:
        return turn.services.catalogue.get(item_id)
    return turn.services.playback.item(item_id) if item_id else None


def name_in(text: str, item: Item) -> str:
    """Return the longest of the item's names that `text` has, or an empty string."""
    said = normalise(text)
    names = (item.title.en, item.title.zh, *item.aliases)
    return max((name for name in names if normalise(name) in said), key=len, default="")


def pointed_at(turn: Turn) -> Item | None:
    """Return what "the second one" is, of the things offered last or else of the suggestions."""
    choices = (turn.remembered("last_reply") or {}).get("choices", [])
    offered = list(dict.fromkeys(c["entities"]["item"] for c in choices if "item" in c["entities"]))
    for ids in (offered if len(offered) > 1 else [], shown(turn)):
        place = place_of(turn, len(ids), strict=True)
        if place is not None:
            return item_of(turn, ids[place])
    return None


def meaning(turn: Turn, name: str) -> str:
    """Return the id of what this person means by `name`, if they said so once and it may be used."""
    said = normalise(name)[:150]
    return turn.services.people.meaning(turn.person, said) if said and may_remember(turn) else ""


def learn_meaning(turn: Turn, name: str, item: Item) -> None:
    """Remember that by `name` this person means `item`, unless they want nothing learned."""
    if (plain := normalise(name)[:150]) and may_remember(turn):
        turn.services.people.learn_meaning(turn.person, plain, item.id)


def learn_answer(turn: Turn, item: Item) -> None:
    """Remember what the person means by the name of which it was asked what they mean by it."""
    pending = turn.remembered("pending") or {}
    if pending.get("kind") in {"which", "near"} and item.id in pending["items"]:
        learn_meaning(turn, pending["name"], item)


def put_right(turn: Turn, item: Item) -> Item:
    """Return the item of the same name that a correction says is meant ("no, the book"), else `item`."""
    kinds = kinds_said(turn, name_in(turn.text, item))
    if not kinds or item.kind in kinds or not is_again(turn):
        return item
    exact = turn.services.catalogue.titles.exact
    twins = [twin for title in (item.title.en, item.title.zh) for twin in exact(title) if twin.kind in kinds]
    if not twins:
        return item
    for name in (item.title.en, item.title.zh, *item.aliases):
        if meaning(turn, name) == item.id:
            learn_meaning(turn, name, twins[0])
    return twins[0]


def is_again(turn: Turn) -> bool:
    """Return whether this is an earlier turn that is done again, put right: it is noted before it is done."""
    return bool(turn.text) and (turn.remembered("asked") or {}).get("text") == turn.text


def answers_which(turn: Turn, kind: Kind) -> bool:
    """Return whether a few words that name `kind` answer the question which of several things is meant."""
    pending = turn.remembered("pending") or {}
    if pending.get("kind") != "which" or len(turn.text) > SHORT_ANSWER:
        return False
    return any(item.startswith(f"{kind}/") for item in pending["items"])


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


def rejected(opinions: Iterable[Opinion], catalogue: Catalogue | None = None) -> set[str]:
    """Return the items that must not be suggested again; with the catalogue, those of unwanted artists too."""
    judged = list(opinions)
    items = {opinion.item for opinion in judged}
    never = forbidden_by(judged, catalogue) if catalogue is not None else None
    if catalogue is not None and never is not None and never.artists:
        items |= {item.id for item in catalogue.items() if never.has(item)}
    return items


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
