"""Reads the item files and checks each item against the schema."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from actions.catalogue.errors import BadCatalogueData
from actions.catalogue.items import Audience, Item, Kind, Name

_ID = re.compile(r"^[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*$")


class NameRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A name as the files have it when it differs between the languages."""

    en: str
    zh: str


class ItemRecord(msgspec.Struct, forbid_unknown_fields=True):
    """An item as the files have it; `kind` may be left to the id."""

    id: str
    title: NameRecord | str
    year: int | None = None
    kind: Kind | None = None
    aliases: list[str] = []
    creators: list[NameRecord | str] = []
    cast: list[NameRecord | str] = []
    genres: list[str] = []
    moods: list[str] = []
    themes: list[str] = []
    length: int | None = None
    audience: Audience = "teen"
    language: str = "en"
    country: str = ""
    similar: list[str] = []
    synopsis: NameRecord | str = ""


class _Reader(yaml.CSafeLoader):
    """The fast safe loader, strict about keys given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            line = node.start_mark.line + 1
            raise yaml.constructor.ConstructorError(None, None, f"a key is given twice in line {line}")
        return mapping


def read_items(path: Path) -> Iterator[Item]:
    """Yield the items of one file. Raises BadCatalogueData naming file, item and field."""
    try:
        rows = yaml.load(path.read_text("utf-8"), Loader=_Reader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadCatalogueData(f"{path.name}: not readable as YAML: {error}") from error
    if not isinstance(rows, list):
        raise BadCatalogueData(f"{path.name}: must be a list of items.")
    for number, row in enumerate(rows, start=1):
        yield _item(path, number, row)


def _item(path: Path, number: int, row: Any) -> Item:
    label = row.get("id", f"item {number}") if isinstance(row, dict) else f"item {number}"
    try:
        record = msgspec.convert(row, ItemRecord)
    except msgspec.ValidationError as error:
        raise BadCatalogueData(f"{path.name}: {label}: {error}") from error
    fault = _fault(record)
    if fault:
        raise BadCatalogueData(f"{path.name}: {label}: {fault}")
    return _built(record)


def _fault(record: ItemRecord) -> str:
    title = _name(record.title)
    checks = {
        "`id` must look like film/the-matrix": _ID.match(record.id),
        "`kind` contradicts `id`": record.kind in (None, record.id.split("/")[0]),
        "`year` is out of range": record.year is None or 1 <= abs(record.year) <= 2100,
        "`length` must be at least 1": record.length is None or record.length >= 1,
        "`language` must be two small letters (ISO 639-1)": re.match(r"^[a-z]{2}$", record.language),
        "`country` must be two capitals (ISO 3166-1)": re.match(r"^(?:[A-Z]{2})?$", record.country),
        "`title` is empty": title.en.strip() and title.zh.strip(),
    }
    return "; ".join(fault for fault, passed in checks.items() if not passed)


def _built(record: ItemRecord) -> Item:
    kind: Kind = msgspec.convert(record.id.split("/")[0], Kind)
    return Item(
        id=record.id,
        kind=kind,
        title=_name(record.title),
        aliases=tuple(record.aliases),
        year=record.year,
        creators=tuple(map(_name, record.creators)),
        cast=tuple(map(_name, record.cast)),
        genres=tuple(record.genres),
        moods=tuple(record.moods),
        themes=tuple(record.themes),
        length=record.length,
        audience=record.audience,
        language=record.language,
        country=record.country,
        similar=tuple(record.similar),
        synopsis=_name(record.synopsis),
    )


def _name(record: NameRecord | str) -> Name:
    return Name(record, record) if isinstance(record, str) else Name(record.en, record.zh)
