"""The one place that names concrete classes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.brain.client import Brain, BrainConfig
from assistant.hub import Hub
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.journal import Journal


def brain(settings: Settings) -> Brain:
    """Return a brain, not yet started."""
    return Brain(
        BrainConfig(
            model=str(settings.model),
            data_dir=str(settings.data_dir),
            library_folders=tuple(str(folder) for folder in settings.library_folders),
            writer_url=settings.writer_url,
            writer_model=settings.writer_model,
            writer_key=settings.writer_key,
            database_url=settings.database_url,
            audio_output=settings.audio_output,
        )
    )


def hub(settings: Settings) -> Hub:
    """Return all conversations of a server, not yet started."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    recognizers, synthesizer = None, None
    if settings.speech:
        from voice.models import SpeechModels
        from voice.recognizer_worker import RecognizerProcess
        from voice.synthesizer import Synthesizer

        recognizers = RecognizerProcess(SpeechModels(models_folder(settings)))
        synthesizer = Synthesizer()
    return Hub(settings, brain(settings), synthesizer, recognizers, lambda: _journal(settings))


def models_folder(settings: Settings) -> Path:
    """Return where downloaded speech models lie."""
    return settings.data_dir / "models"


def _journal(settings: Settings) -> Journal:
    from assistant.journal import Journal

    return Journal(settings.database_url or f"sqlite:///{settings.data_dir / 'journal.db'}")
