"""Cards: what a person sees of an item."""

from __future__ import annotations

from actions.catalogue import Catalogue
from actions.catalogue.items import Item
from actions.handlers.phrasebook import Phrasebook
from actions.reply import Card


def item_card(item: Item, language: str, catalogue: Catalogue) -> Card:
    """Return the card of `item`: who made it and when, its genres and length, its synopsis."""
    creators = "、" if language == "zh" else ", "
    by = creators.join(name.in_language(language) for name in item.creators[:2])
    subtitle = " · ".join(part for part in (str(item.year or ""), by) if part)
    return Card(
        title=item.title.in_language(language),
        subtitle=subtitle,
        text=item.synopsis.in_language(language),
        facts=tuple(fact for fact in (genres(item, language, catalogue), length(item, language)) if fact),
        item=item.id,
    )


def genres(item: Item, language: str, catalogue: Catalogue) -> str:
    """Return the item's genres as words: "comedy, romance"."""
    names = [catalogue.vocabulary.name("genre", genre).in_language(language) for genre in item.genres]
    return ("、" if language == "zh" else ", ").join(names)


def length(item: Item, language: str) -> str:
    """Return the item's length with its unit: "148 minutes"."""
    if item.length is None:
        return ""
    return Phrasebook.load().say(f"length.{item.kind}", language, length=item.length)
