"""What can go wrong in the catalogue."""

from __future__ import annotations


class CatalogueError(Exception):
    """The catalogue cannot do what was asked; the message says what to do next."""

    code = "catalogue"


class BadCatalogueData(CatalogueError):
    """A data file breaks the schema; the message names the file, the item and the field."""

    code = "bad-catalogue-data"


class UnknownItem(CatalogueError):
    """No item has this id."""

    code = "unknown-item"

    def __init__(self, item_id: str) -> None:
        super().__init__(f"No item has the id {item_id!r}; look it up by its title instead.")
        self.item_id = item_id
