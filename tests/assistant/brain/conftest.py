"""The real model and the real services, loaded once into the tests' own process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.utils.log_utils import configure_structlog

from actions.handlers.base import use_services
from actions.services import Services, ServicesConfig, build
from assistant.brain.dialogue import Dialogue

ROOT = Path(__file__).parents[3]
MODEL = ROOT / "nlu" / "trained" / "encore.tar.gz"


@pytest.fixture(scope="session")
def built_services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return build(ServicesConfig(tmp_path_factory.mktemp("services"), audio_output="null"))


@pytest.fixture
def services(built_services: Services) -> Iterator[Services]:
    use_services(built_services)
    return built_services


@pytest.fixture(scope="session")
def loaded() -> Dialogue:
    configure_structlog(logging.WARNING)
    return Dialogue(MODEL)


@pytest.fixture
def dialogue(loaded: Dialogue, services: Services) -> Dialogue:
    return loaded
