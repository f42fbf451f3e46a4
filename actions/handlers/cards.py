"""Cards and descriptions: what a person sees and hears of an item."""

from __future__ import annotations

from actions.catalogue import Catalogue
from actions.catalogue.items import Item, Name
from actions.handlers.phrasebook import Phrasebook
from actions.recommend.texts import title as quoted_title
from actions.recommend.texts import year_name
from actions.reply import Card

MAKERS_NAMED = 2
CAST_NAMED = 3


def item_card(item: Item, language: str, catalogue: Catalogue) -> Card:
    """Return the card of `item`: who made it and when, its genres and length, its synopsis."""
    return Card(
        title=item.title.in_language(language),
        subtitle=" · ".join(part for part in (year(item, language), makers(item, language)) if part),
        text=item.synopsis.in_language(language),
        facts=tuple(fact for fact in (genres(item, language, catalogue), length(item, language)) if fact),
        item=item.id,
    )


def described(item: Item, language: str, catalogue: Catalogue) -> str:
    """Return what there is to say about `item` in a few sentences: what it is, who made it, who is in it."""
    say = Phrasebook.load().say
    by = (" and " if language == "en" else "和").join(
        name.in_language(language) for name in item.creators[:MAKERS_NAMED]
    )
    facts = {"made": by, "year": year(item, language)}
    shape = "-".join(("made", *(name for name, fact in facts.items() if fact)))
    made = say(f"details.{shape}", language, by=facts["made"], year=facts["year"]) if shape != "made" else ""
    told = [
        say("details.title", language, title=quoted_title(item).in_language(language), made=made),
        item.synopsis.in_language(language),
        say("details.cast", language, names=listed(item.cast[:CAST_NAMED], language)) if item.cast else "",
        say("details.genres", language, genres=genres(item, language, catalogue)) if item.genres else "",
        say(f"details.length-{item.kind}", language, length=item.length) if item.length is not None else "",
    ]
    return ("" if language == "zh" else " ").join(part for part in told if part)


def year(item: Item, language: str) -> str:
    """Return the item's year: "1979", "500 BC"."""
    return year_name(item.year).in_language(language) if item.year else ""


def makers(item: Item, language: str) -> str:
    """Return who made the item."""
    return listed(item.creators[:MAKERS_NAMED], language)


def listed(names: tuple[Name, ...], language: str) -> str:
    """Return names one after the other."""
    return ("、" if language == "zh" else ", ").join(name.in_language(language) for name in names)


def genres(item: Item, language: str, catalogue: Catalogue) -> str:
    """Return the item's genres as words: "comedy, romance"."""
    known = catalogue.vocabulary.ids("genre")
    return listed(tuple(catalogue.vocabulary.name("genre", g) for g in item.genres if g in known), language)


def length(item: Item, language: str) -> str:
    """Return the item's length with its unit: "148 minutes"."""
    if item.length is None:
        return ""
    return Phrasebook.load().say(f"length.{item.kind}", language, length=item.length)
