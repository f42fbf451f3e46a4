from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Serving, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One Encore for all tests that only talk to it."""
    with serving(tmp_path_factory.mktemp("encore")) as running:
        running.wait_until_ready()
        yield running
