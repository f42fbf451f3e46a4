"""What Encore knows about a person: say it, learn a name, personalise or not, forget one thing or everything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions.handlers.base import Handler, Turn
from actions.handlers.forgetting import forget_agreed, forget_that
from actions.handlers.music import title_of
from actions.handlers.recommend import joined
from actions.people import Person
from actions.reply import Card, Choice

LISTED = 5
_COUNTED = ("opinions", "ratings", "plays", "kept", "meanings", "suggested", "heard")
_LISTS = {"watch", "read"}
_OFF = re.compile(
    r"\b(?:off|out|end|exit|leave|stop|disable|deactivate|cancel|gone|asleep|in bed|not)\b|\bno (?:more|longer)\b"
    r"|关|退出|结束|取消|停|睡了|走了|不用|不要|解除",
    re.IGNORECASE,
)
_GROWN_UP = re.compile(r"adult|grown[ -]?up|explicit|mature|成人|大人的|少儿不宜", re.IGNORECASE)


class WhoAmI(Handler):
    """ "Do you know who I am?"."""

    intent = "who_am_i"

    async def handle(self, turn: Turn) -> None:
        """Say the name, or how to tell it."""
        name = turn.services.people.person(turn.person).name
        turn.say(
            "person.who" if name else "person.who-unknown",
            fields={"name": name},
            choices=[turn.choice("choice.known", "what_do_you_know")],
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
        call(turn, name)


class SwitchPerson(Handler):
    """ "It's Tom now": a conversation is one profile's, so only the name can change here."""

    intent = "switch_person"

    async def handle(self, turn: Turn) -> None:
        """Say how profiles are chosen, and offer to use the name."""
        name = turn.entity("name").strip()
        if name and name.casefold() == turn.services.people.person(turn.person).name.casefold():
            turn.say("person.you-are-already", fields={"name": name})
        elif name:
            turn.remember("pending", {"kind": "call", "name": name})
            choices = [
                Choice(turn.phrase("choice.call-yes", name=name), "affirm"),
                turn.choice("choice.call-no", "deny"),
            ]
            turn.say("person.switch-to", fields={"name": name}, choices=choices, expects="affirm")
        else:
            turn.say("person.switch", choices=[turn.choice("choice.who-am-i", "who_am_i")])


class WhatDoYouKnow(Handler):
    """ "What do you know about me?"."""

    intent = "what_do_you_know"

    async def handle(self, turn: Turn) -> None:
        """Say name, tastes, lists, ratings, names learned, and how Encore is set for the person."""
        person = turn.services.people.person(turn.person)
        cards = known_cards(turn)
        modes = modes_of(turn, person)
        if not cards and not person.name:
            turn.answer(" ".join([turn.phrase("person.nothing-known"), *modes]).strip())
            return
        if cards:
            known = [f"{card.title}: {joined(list(card.facts), turn.language)}" for card in cards]
            name = turn.phrase("person.known-name", name=person.name) if person.name else ""
            told = turn.phrase("person.known", name=name, known="; ".join(known))
        else:
            told = turn.phrase("person.name-known", name=person.name)
        turn.answer(
            ("" if turn.language == "zh" else " ").join([told, *modes]),
            cards=cards,
            choices=[turn.choice("choice.forget", "forget_me"), turn.choice("choice.export", "export_data")],
        )


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


class ForgetThat(Handler):
    """ "Forget that I like horror", "delete yesterday's history"."""

    intent = "forget_that"

    async def handle(self, turn: Turn) -> None:
        """Delete one thing at once; ask before deleting several."""
        await forget_that(turn)


class ExportData(Handler):
    """ "Give me all my data"."""

    intent = "export_data"

    async def handle(self, turn: Turn) -> None:
        """Say where all of it can be had, and how much it is."""
        kept = turn.services.people.export(turn.person)
        fields: dict[str, object] = {"person": turn.person, "n": sum(len(kept[name]) for name in _COUNTED)}
        turn.answer(
            turn.phrase("person.export", **fields),
            speech=turn.phrase("person.export-aloud", **fields),
            choices=[turn.choice("choice.known", "what_do_you_know")],
        )


class StopPersonalising(Handler):
    """ "Stop learning about me"."""

    intent = "stop_personalising"

    async def handle(self, turn: Turn) -> None:
        """Leave noting and using what the person likes; say what that means."""
        was = turn.services.people.person(turn.person).personalised
        turn.services.people.set_personalised(turn.person, False)
        choices = [turn.choice("choice.personalise", "start_personalising"), turn.choice("choice.forget", "forget_me")]
        turn.say("person.impersonal" if was else "person.impersonal-already", choices=choices)


class StartPersonalising(Handler):
    """ "Learn what I like again"."""

    intent = "start_personalising"

    async def handle(self, turn: Turn) -> None:
        """Note and use what the person likes."""
        was = turn.services.people.person(turn.person).personalised
        turn.services.people.set_personalised(turn.person, True)
        turn.say(
            "person.personal-already" if was else "person.personal",
            choices=[turn.choice("choice.known", "what_do_you_know")],
        )


class ChildMode(Handler):
    """ "Child mode on", "the kids are in bed"."""

    intent = "child_mode"

    async def handle(self, turn: Turn) -> None:
        """Switch it by the words; on, where they do not tell."""
        wanted = not _OFF.search(turn.text) or bool(_GROWN_UP.search(turn.text))
        was = turn.services.people.person(turn.person).child
        turn.services.people.set_child(turn.person, wanted)
        key = f"person.child-{'on' if wanted else 'off'}{'-already' if was == wanted else ''}"
        offered = [turn.choice("choice.story", "tell_story"), turn.choice("choice.child-off", "child_mode")]
        turn.say(key, choices=offered if wanted else [turn.choice("choice.child-on", "child_mode")])


# --- what is known ---------------------------------------------------------------------------------------------------


def known_cards(turn: Turn) -> list[Card]:
    """Return a card for each thing that is known: opinions, ratings, lists and names."""
    people = turn.services.people
    opinions = [(opinion.value, opinion.item) for opinion in reversed(people.opinions(turn.person))]
    found = {
        f"person.{value}": [named(turn, item) for said, item in opinions if said == value]
        for value in ("like", "dislike", "never", "seen")
    }
    stars = {item: turn.phrase("person.stars", n=f"{n:g}") for item, n in people.ratings(turn.person).items()}
    found["person.ratings"] = [name and f"{name} {stars[item]}" for item in stars if (name := named(turn, item))]
    found["person.meanings"] = [
        turn.phrase("person.meaning", name=row["name"], title=title)
        for row in people.export(turn.person)["meanings"]
        if (title := named(turn, row["item"]))
    ]
    cards = [card_of(turn.phrase(key), titles) for key, titles in found.items() if any(titles)]
    for name in people.lists(turn.person):
        title = turn.phrase(f"person.list-{name}") if name in _LISTS else turn.phrase("person.list", name=name)
        items = [named(turn, item) or item for item in people.kept(turn.person, name)]
        cards.append(card_of(title, items))
    return cards


def card_of(title: str, facts: list[str]) -> Card:
    """Return a card that names the first few of `facts`, each once."""
    return Card(title=title, facts=tuple(dict.fromkeys(filter(None, facts)))[:LISTED])


def named(turn: Turn, item: str) -> str:
    """Return the title of an item of the catalogue or the library; empty for one that is gone."""
    if item in turn.services.catalogue:
        return title_of(turn.services.catalogue.get(item), turn.language)
    track = turn.services.playback.library.get(item)
    return title_of(track.item, turn.language) if track else ""


def modes_of(turn: Turn, person: Person) -> list[str]:
    """Return sentences about how Encore is set for the person, where that is not as usual."""
    modes = [turn.phrase("person.mode-impersonal")] if not person.personalised else []
    return [*modes, turn.phrase("person.mode-child")] if person.child else modes


# --- what a "yes" or "no" does ---------------------------------------------------------------------------------------


def call(turn: Turn, name: str) -> None:
    """Call the person `name` from now on."""
    known = turn.services.people.person(turn.person).name
    turn.services.people.rename(turn.person, name)
    name = turn.services.people.person(turn.person).name
    if not name:
        turn.say("person.no-name")
        return
    turn.say("person.you-are-already" if name == known else "person.hello", fields={"name": name})


def forget(turn: Turn) -> None:
    """Erase everything about the person, here and, by the effect, in the conversation's journal."""
    turn.services.people.erase(turn.person)
    for slot in ("wish", "suggested", "current_item", "piece", "game", "pending", "thread", "asked", "undoable"):
        turn.remember(slot, None)
    turn.say("person.forgotten", effects=("erase-person",))


AGREED: dict[str, Callable[[Turn, dict[str, Any]], None]] = {
    "forget": lambda turn, _: forget(turn),
    "forget-that": forget_agreed,
    "call": lambda turn, pending: call(turn, pending["name"]),
}
"""What a "yes" does, by the kind of the question that is open."""

DECLINED = {"forget": "person.kept", "forget-that": "person.kept-that", "call": "person.not-called"}
"""What is said to a "no", by the kind of the question that is open."""
