"""The real model and the real services, loaded once into the tests' own process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.utils.log_utils import configure_structlog

from actions.handlers.base import use_services
from actions.playback import MpvPlayer
from actions.services import Services, ServicesConfig, build
from assistant.brain.dialogue import Dialogue

ROOT = Path(__file__).parents[3]
MODEL = ROOT / "nlu" / "trained" / "encore.tar.gz"


@pytest.fixture(scope="session")
def built_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("services")
    yield build(ServicesConfig(folder, audio_output="null"))
    # The player of the tests belongs to event loops that are gone; another one ends its mpv.
    asyncio.run(MpvPlayer(folder / "mpv.sock").quit())


@pytest.fixture
def services(built_services: Services) -> Services:
    use_services(built_services)
    return built_services


@pytest.fixture(scope="session")
def loaded() -> Dialogue:
    configure_structlog(logging.WARNING)
    return Dialogue(MODEL)


@pytest.fixture
def dialogue(loaded: Dialogue, services: Services) -> Dialogue:
    return loaded
