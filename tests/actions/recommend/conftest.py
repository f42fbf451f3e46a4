from __future__ import annotations

import pytest

from actions.catalogue import Catalogue
from actions.recommend import Recommender


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships."""
    return Catalogue.load()


@pytest.fixture(scope="session")
def recommender(catalogue: Catalogue) -> Recommender:
    """A recommender over the catalogue that ships."""
    return Recommender(catalogue)
