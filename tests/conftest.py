from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.embedding import Embedder, embedding
from tests.serving import Serving, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests in a browser last: its driver's event loop runs from then on, and leaves no room for another."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def embedder() -> Iterator[Embedder]:
    """Another web site, that may embed the chat."""
    with embedding() as site:
        yield site


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Serving]:
    """One Encore for all tests that only talk to it."""
    with serving(tmp_path_factory.mktemp("encore"), ENCORE_ALLOWED_ORIGINS=embedder.address) as running:
        running.wait_until_ready()
        yield running
