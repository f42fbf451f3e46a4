"""What reasons and constraints are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.catalogue import Item, Name, Vocabulary
from actions.catalogue.vocabulary import FACETS
from actions.recommend.features import Feature
from actions.recommend.wish import Wish

_DATA = Path(__file__).parent / "data"
_NOTHING = Name("", "")
_UNMARKED = frozenset({"artist"})
_SUBJECTS = ("it is ", "they play ", "they ", "it ")


@lru_cache(maxsize=8)
def table(name: str) -> Mapping[str, Any]:
    """Return the data file `name`.yml of this package."""
    text = (_DATA / f"{name}.yml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def title(item: Item) -> Name:
    """Return an item's title as it stands in a sentence: in 《》 in Mandarin, unless an artist's."""
    zh = item.title.zh if item.kind in _UNMARKED else f"《{item.title.zh}》"
    return Name(item.title.en, zh)


def joined(names: list[Name], by: Mapping[str, str]) -> Name:
    """Return `names` as one, with `by` between them."""
    return Name(by["en"].join(n.en for n in names), by["zh"].join(n.zh for n in names))


class ReasonTexts:
    """Writes the clause of each reason."""

    def __init__(self, vocabulary: Vocabulary, people: Mapping[str, Name]) -> None:
        self._vocabulary = vocabulary
        self._people = people
        self._clauses = table("reasons")
        self._genres: Mapping[str, str] = table("genre_phrases")
        self._things: Mapping[str, Mapping[str, str]] = table("constraints")["kinds"]

    def feature(self, feature: Feature, item: Item) -> Name:
        """Return the clause that states a feature of an item: "it is a comedy"."""
        if feature.group == "genre":
            return self.say("genre", item.kind, self._genre(feature.value, item))
        if feature.group in {"mood", "audience"} or feature.value in self._clauses[feature.group]:
            return self.say(feature.group, feature.value)
        return self.say(feature.group, item.kind, self._value(feature))

    def say(self, group: str, variant: str = "default", name: Name = _NOTHING, clause: Name = _NOTHING) -> Name:
        """Return the clause `group`/`variant` (or `group`/default) filled in."""
        forms = self._clauses[group]
        form = forms.get(variant) or forms["default"]
        return Name(
            form["en"].format(name=name.en, clause=clause.en),
            form["zh"].format(name=name.zh, clause=clause.zh),
        )

    def also(self, clauses: list[Name]) -> Name:
        """Return several clauses as one: "it is a comedy and about love"."""
        rest = [Name(_without_subject(clause.en, clauses[0].en), clause.zh) for clause in clauses[1:]]
        return joined([*clauses[:1], *rest], self._clauses["and"])

    def _genre(self, genre: str, item: Item) -> Name:
        name = self._vocabulary.name("genre", genre)
        if item.kind == "artist":
            return name
        thing = self._things[item.kind]["en"]
        return Name(self._genres.get(genre, name.en).format(thing=thing), name.zh)

    def _value(self, feature: Feature) -> Name:
        if feature.group == "theme":
            return self._vocabulary.name("theme", feature.value)
        if feature.group in {"creator", "cast"}:
            return self._people.get(feature.value, Name(feature.value, feature.value))
        if feature.group in {"language", "country"}:
            return place(feature.group, feature.value)
        if feature.group == "era":
            return era_name(int(feature.value))
        return Name(feature.value, feature.value)


def _without_subject(clause: str, first: str) -> str:
    """Return a clause that follows `first` without the subject and verb that both begin with."""
    return next(
        (clause[len(same) :] for same in _SUBJECTS if clause.startswith(same) and first.startswith(same)), clause
    )


def year_name(year: int) -> Name:
    """Return a year as people say it; years before our era are negative."""
    return Name(str(year), str(year)) if year > 0 else Name(f"{-year} BC", f"公元前{-year}")


def era_name(decade: int) -> Name:
    """Return a decade as people say it: "the 1990s"; what is older than decades matter is a century or antiquity."""
    if decade <= 0:
        return Name("antiquity", "古代")
    if decade < 1800:
        century = decade // 100 * 100
        return Name(f"the {century}s", f"{century // 100 + 1}世纪")
    return Name(f"the {decade}s", f"{decade}年代")


def place(group: str, code: str) -> Name:
    """Return the name of a language or country; its code where we have none."""
    known = table("places")["languages" if group == "language" else "countries"].get(code)
    return Name(known["en"], known["zh"]) if known else Name(code, code)


class ConstraintTexts:
    """Says what a field of a wish asks for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._forms = table("constraints")

    def describe(self, wish: Wish, field: str) -> Name:
        """Return what `field` of `wish` asks for, as a clause: "no longer than 90 minutes"."""
        form, values = self._filled(wish, field)
        return Name(
            self._forms[form]["en"].format(**{key: name.en for key, name in values.items()}),
            self._forms[form]["zh"].format(**{key: name.zh for key, name in values.items()}),
        )

    def _filled(self, wish: Wish, field: str) -> tuple[str, Mapping[str, Name]]:
        if field == "years" and wish.years:
            return self._years(*wish.years)
        if field in {"max_length", "min_length"}:
            units = self._forms["units"]
            unit = units.get(wish.kind or "film", units["film"])
            return field, {"name": _same(getattr(wish, field)), "unit": Name(unit["en"], unit["zh"])}
        return field, {"name": self._name(wish, field)}

    def _years(self, first: int, last: int) -> tuple[str, Mapping[str, Name]]:
        span = {"first": year_name(first), "last": year_name(last)}
        if first == last:
            return "year", span
        if first <= -9999:
            return "years_until", span
        return ("years_since" if last >= 9999 else "years"), span

    def _name(self, wish: Wish, field: str) -> Name:
        value = getattr(wish, field, None)
        if field in {"kind", "audience"} and value:
            named = self._forms[f"{field}s"][value]
            return Name(named["en"], named["zh"])
        if field in {"language", "country"} and value:
            return place(field, value)
        values = value if isinstance(value, tuple) else (value,)
        if field in {"without_languages", "without_countries"}:
            group = "language" if field == "without_languages" else "country"
            return joined([place(group, str(one)) for one in values], self._forms["list"])
        return joined([self._term(field, str(one or "")) for one in values], self._forms["list"])

    def _term(self, field: str, value: str) -> Name:
        if field.endswith(("creator", "creators")) and value.isascii():
            return _same(" & ".join(name if name != name.lower() else name.title() for name in value.split(" & ")))
        for facet in FACETS:
            if field.endswith(f"{facet}s") and value in self._vocabulary.ids(facet):
                return self._vocabulary.name(facet, value)
        return _same(value)


def _same(value: object) -> Name:
    return Name(str(value), str(value))
