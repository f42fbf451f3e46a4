"""What Encore knows about a person: say it, learn a name, forget everything."""

from __future__ import annotations

from actions.handlers.base import Handler, Turn
from actions.handlers.recommend import joined
from actions.reply import Card

LISTED = 5


class WhatDoYouKnow(Handler):
    """ "What do you know about me?"."""

    intent = "what_do_you_know"

    async def handle(self, turn: Turn) -> None:
        """Say name, likes, dislikes and what was seen."""
        person = turn.services.people.person(turn.person)
        cards = [card for value in ("like", "dislike", "seen") if (card := self._card(turn, value))]
        if not cards and not person.name:
            turn.say("person.nothing-known")
            return
        if not cards:
            turn.say(
                "person.name-known", fields={"name": person.name}, choices=[turn.choice("choice.forget", "forget_me")]
            )
            return
        known = [f"{card.title}: {joined(list(card.facts), turn.language)}" for card in cards]
        name = turn.phrase("person.known-name", name=person.name) if person.name else ""
        turn.say(
            "person.known",
            fields={"name": name, "known": "; ".join(known)},
            cards=cards,
            choices=[turn.choice("choice.forget", "forget_me")],
        )

    @staticmethod
    def _card(turn: Turn, value: str) -> Card | None:
        opinions = turn.services.people.opinions(turn.person)
        catalogue = turn.services.catalogue
        # Tracks of the library are not in the catalogue.
        items = [catalogue.get(o.item) for o in opinions if o.value == value and o.item in catalogue]
        titles = tuple(dict.fromkeys(item.title.in_language(turn.language) for item in reversed(items)))
        return Card(title=turn.phrase(f"person.{value}"), facts=titles[:LISTED]) if titles else None


class ForgetMe(Handler):
    """ "Forget me": asked once whether that is meant, because it cannot be undone."""

    intent = "forget_me"

    async def handle(self, turn: Turn) -> None:
        """Ask for a yes."""
        turn.remember("pending", {"kind": "forget"})
        turn.say(
            "person.forget-sure",
            choices=[turn.choice("choice.forget-yes", "affirm"), turn.choice("choice.forget-no", "deny")],
            expects="affirm",
        )


class Introduce(Handler):
    """ "My name is Lin"."""

    intent = "introduce"

    async def handle(self, turn: Turn) -> None:
        """Remember the name."""
        name = turn.entity("name").strip()
        if not name:
            turn.say("person.no-name")
            return
        turn.services.people.rename(turn.person, name)
        turn.say("person.hello", fields={"name": name})


def forget(turn: Turn) -> None:
    """Erase everything about the person, here and, by the effect, in the conversation's journal."""
    turn.services.people.erase(turn.person)
    for slot in ("wish", "suggested", "current_item", "piece", "game", "pending", "thread"):
        turn.remember(slot, None)
    turn.say("person.forgotten", effects=("erase-person",))
