"""Suggestions: ask for one, refine it, reject it, ask why, say what you think of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from actions.catalogue.items import Item, Kind
from actions.handlers.base import Handler, Turn
from actions.handlers.cards import item_card
from actions.recommend import Suggestion, Taste, Wish, parse_wish

REASONS_TOLD = 3


class Recommend(Handler):
    """Suggests one item of a kind."""

    kind: ClassVar[Kind]

    async def handle(self, turn: Turn) -> None:
        """Suggest what fits the words."""
        turn.remember("thread", "recommend")
        wish = parse_wish(turn.text, turn.entities, turn.language, turn.services.catalogue, self.kind)
        suggest(turn, wish)


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
    """ "Something lighter": the wish so far with more said about it."""

    intent = "refine"

    async def handle(self, turn: Turn) -> None:
        """Suggest again under the narrowed wish."""
        wish = remembered_wish(turn)
        said = parse_wish(turn.text, turn.entities, turn.language, turn.services.catalogue, wish.kind)
        suggest(turn, wish.refined(said))


class Another(Handler):
    """ "Another one" of whatever came last: a suggestion, a joke, a story."""

    intent = "another"

    async def handle(self, turn: Turn) -> None:
        """Give another of what this conversation is about."""
        from actions.handlers.stories import WRITTEN

        writer = WRITTEN.get(turn.remembered("thread") or "")
        if writer is not None:
            await writer().handle(turn)
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
        title = item.title.in_language(turn.language)
        turn.say(key, fields={"title": title, "reasons": joined(reasons, turn.language)})


class Opinion(Handler):
    """Something a person says about an item."""

    value: ClassVar[str]

    async def handle(self, turn: Turn) -> None:
        """Record the opinion and say so."""
        item = item_meant(turn)
        if item is None:
            title = turn.entity("title") or turn.entity("artist")
            turn.say("opinion.unknown" if title else "opinion.of-what", fields={"title": title})
            return
        turn.services.people.record(turn.person, item.id, self.value, turn.key)
        self.acknowledge(turn, item)

    def acknowledge(self, turn: Turn, item: Item) -> None:
        """Say that it was noted."""
        turn.say(f"opinion.{self.value}", fields={"title": item.title.in_language(turn.language)})


class Like(Opinion):
    """ "I like it"."""

    intent, value = "like", "like"


class Dislike(Opinion):
    """ "Not my thing": noted, and something else is offered at once."""

    intent, value = "dislike", "dislike"

    async def handle(self, turn: Turn) -> None:
        """Take "I don't like horror" as a narrower wish, anything else as an opinion of an item."""
        wish = remembered_wish(turn)
        said = parse_wish(turn.text, turn.entities, turn.language, turn.services.catalogue, wish.kind)
        if turn.entity("genre") and not turn.entity("title"):
            unwanted = said.without_genres or said.genres
            suggest(turn, wish.refined(Wish(without_genres=unwanted)))
        else:
            await super().handle(turn)

    def acknowledge(self, turn: Turn, item: Item) -> None:
        """Say that it was noted and suggest something else, if suggesting is what we were doing."""
        acknowledge_and_go_on(turn, item, self.value)


class SeenIt(Opinion):
    """ "Seen it": noted, and something else is offered at once."""

    intent, value = "seen_it", "seen"

    def acknowledge(self, turn: Turn, item: Item) -> None:
        """Say that it was noted and suggest something else, if suggesting is what we were doing."""
        acknowledge_and_go_on(turn, item, self.value)


class Details(Handler):
    """ "Tell me more about it"."""

    intent = "details"

    async def handle(self, turn: Turn) -> None:
        """Show the item's card and say its synopsis."""
        item = item_meant(turn)
        if item is None:
            title = turn.entity("title") or turn.entity("artist")
            turn.say("opinion.unknown" if title else "recommend.details-of-what", fields={"title": title})
            return
        card = item_card(item, turn.language, turn.services.catalogue)
        fields = {"title": card.title, "synopsis": card.text, "facts": joined(list(card.facts), turn.language)}
        turn.say("recommend.details", fields=fields, cards=[card])


def suggest(turn: Turn, wish: Wish) -> None:
    """Suggest the best item for `wish` that this person was not shown, has not seen and does not reject."""
    turn.remember("wish", asdict(wish))
    suggestions = candidates(turn, wish)
    if suggestions:
        show(turn, suggestions[0])
        return
    turn.remember("current_item", None)
    blocking = turn.services.recommender.blocking(wish)
    key = "recommend.nothing-left" if not blocking else "recommend.nothing"
    turn.say(key, fields={"drop": joined([turn.phrase(f"constraint.{name}") for name in blocking], turn.language)})


def candidates(turn: Turn, wish: Wish, n: int = 1) -> list[Suggestion]:
    """Return the best `n` suggestions for this person."""
    people = turn.services.people
    opinions = people.opinions(turn.person)
    excluded = people.suggested_in(turn.person, turn.session) | rejected(opinions)
    return turn.services.recommender.suggest(wish, taste_of(opinions), exclude=frozenset(excluded), n=n, seed=turn.key)


def show(turn: Turn, suggestion: Suggestion) -> None:
    """Say one suggestion with its main reason and remember it as what "it" means."""
    item = suggestion.item
    reasons = [asdict(reason.text) for reason in suggestion.reasons if reason.weight > 0][:REASONS_TOLD]
    turn.remember("current_item", {"id": item.id, "reasons": reasons})
    turn.services.people.note_suggested(turn.person, turn.session, [item.id], turn.key)
    card = item_card(item, turn.language, turn.services.catalogue)
    reason = reasons[0][turn.language] if reasons else ""
    fields = {"title": card.title, "subtitle": card.subtitle, "synopsis": card.text, "reason": reason}
    turn.say(
        "recommend.one" if reason else "recommend.one-plain",
        fields=fields,
        cards=[card],
        choices=[
            turn.choice("choice.another", "another"),
            turn.choice("choice.why", "why"),
            turn.choice("choice.seen", "seen_it"),
            turn.choice("choice.like", "like"),
        ],
        expects="wish",
    )


def acknowledge_and_go_on(turn: Turn, item: Item, value: str) -> None:
    """Say what was noted; suggest the next item where a wish is open."""
    turn.say(f"opinion.{value}", fields={"title": item.title.in_language(turn.language)})
    if turn.remembered("thread") == "recommend" and turn.remembered("wish"):
        suggest(turn, remembered_wish(turn))


def remembered_wish(turn: Turn) -> Wish:
    """Return the wish of this conversation; a film when there was none yet."""
    stored: dict[str, Any] = turn.remembered("wish") or {"kind": "film"}
    return Wish(**{name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()})


def item_meant(turn: Turn) -> Item | None:
    """Return the item that was named or, if none was, the one being talked about."""
    named = turn.entity("title") or turn.entity("artist")
    if named:
        matches = turn.services.catalogue.find(named, limit=1)
        return matches[0].item if matches and matches[0].score >= 0.8 else None
    current = turn.remembered("current_item")
    return turn.services.catalogue.get(current["id"]) if current else None


def taste_of(opinions: list[Any]) -> Taste:
    """Return what the person likes and dislikes, by item id; a later opinion wins."""
    latest = {opinion.item: opinion.value for opinion in opinions if opinion.value != "seen"}
    return Taste(
        likes={item: 1.0 for item, value in latest.items() if value == "like"},
        dislikes={item: 1.0 for item, value in latest.items() if value in {"dislike", "never"}},
    )


def rejected(opinions: list[Any]) -> set[str]:
    """Return the items that must not be suggested again."""
    return {opinion.item for opinion in opinions if opinion.value in {"seen", "dislike", "never", "like"}}


def joined(parts: list[str], language: str) -> str:
    """Return `parts` as a spoken list."""
    if language == "zh":
        return "，".join(parts)
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
