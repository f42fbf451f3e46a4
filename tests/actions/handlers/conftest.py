"""What most tests of handlers stand on: real services, and a conversation with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.handlers.base import use_services
from actions.services import Services, ServicesConfig, build
from tests.actions.handlers.conversing import Talk


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    built = build(ServicesConfig(data_dir=tmp_path_factory.mktemp("data"), audio_output="null"))
    yield built
    built.people.close()


@pytest.fixture
def talk(shared: Services) -> Talk:
    use_services(shared)
    return Talk(shared)
