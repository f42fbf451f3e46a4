"""All items we know, found by id or by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

from actions.catalogue.credits import Credits
from actions.catalogue.errors import BadCatalogueData, UnknownItem
from actions.catalogue.integrity import duplicate_ids
from actions.catalogue.items import Item
from actions.catalogue.loader import read_items
from actions.catalogue.search import Match, TitleIndex
from actions.catalogue.vocabulary import Vocabulary

DATA = Path(__file__).parent / "data"


class Catalogue:
    """The items and the vocabulary that describes them; immutable, safe to share between threads."""

    def __init__(self, items: Iterable[Item], vocabulary: Vocabulary) -> None:
        self._items = tuple(items)
        self._by_id = {item.id: item for item in self._items}
        self.vocabulary = vocabulary

    @classmethod
    def load(cls, folder: Path = DATA) -> Catalogue:
        """Read every file of `folder`/items. Raises BadCatalogueData naming what is wrong where."""
        vocabulary = Vocabulary.load(folder)
        items = [item for path in sorted((folder / "items").glob("*.yml")) for item in read_items(path)]
        if twice := duplicate_ids(items):
            raise BadCatalogueData(f"Ids given to more than one item: {', '.join(twice)}.")
        return cls(items, vocabulary)

    def get(self, item_id: str) -> Item:
        """Return the item with this id. Raises UnknownItem."""
        try:
            return self._by_id[item_id]
        except KeyError:
            raise UnknownItem(item_id) from None

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._by_id

    def __len__(self) -> int:
        return len(self._items)

    def items(self, kind: str | None = None) -> tuple[Item, ...]:
        """Return all items, or those of one kind, in the order of the files."""
        return self._items if kind is None else tuple(item for item in self._items if item.kind == kind)

    def find(self, name: str, kinds: Collection[str] | None = None, limit: int = 5) -> list[Match]:
        """Return the items called `name`, best first: exact, alias or nearly so, in either language."""
        return self.titles.find(name, kinds, limit)

    @cached_property
    def titles(self) -> TitleIndex:
        """Titles and aliases of all items."""
        return TitleIndex(self._items)

    @cached_property
    def credits(self) -> Credits:
        """People, studios and artists of all items."""
        return Credits(self._items)
