"""What can go wrong while a speech model is built; each error says what to do next."""

from __future__ import annotations


class TrainingError(Exception):
    """A build cannot go on; `code` is stable, the text says what to do."""

    code = "speech-training"


class MissingTool(TrainingError):
    """A program that the build needs is not installed."""

    code = "missing-tool"


class MissingData(TrainingError):
    """A file or folder that the build needs is not there."""

    code = "missing-data"


class BadModelFile(TrainingError):
    """A model file is not of the layout that we write."""

    code = "bad-model-file"
