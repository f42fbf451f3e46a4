from __future__ import annotations

import pytest

from actions.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships."""
    return Catalogue.load()
