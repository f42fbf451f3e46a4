"""The catalogue: all items we know, in both languages, and the words that describe them."""

from actions.catalogue.catalogue import Catalogue
from actions.catalogue.errors import BadCatalogueData, CatalogueError, UnknownItem
from actions.catalogue.items import AUDIENCES, KINDS, Audience, Item, Kind, Name
from actions.catalogue.search import Match
from actions.catalogue.vocabulary import Vocabulary

__all__ = [
    "AUDIENCES",
    "KINDS",
    "Audience",
    "BadCatalogueData",
    "Catalogue",
    "CatalogueError",
    "Item",
    "Kind",
    "Match",
    "Name",
    "UnknownItem",
    "Vocabulary",
]
