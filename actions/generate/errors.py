"""Errors of the writers.

GenerateError
├── BadWritingData      data that ships with the writers is broken
├── DraftUnfinished     a piece was asked for before all sentences were read
├── UnknownQuestion     no quiz question has that id
└── EndpointFailed      the configured endpoint did not write
"""

from __future__ import annotations


class GenerateError(Exception):
    """Base of this package's errors; `code` is stable."""

    code = "internal"


class BadWritingData(GenerateError):
    """A data file cannot be used; the message names the file and what to correct."""


class DraftUnfinished(GenerateError):
    """The piece is not written yet: read the draft's sentences to the end first."""

    code = "conflict"


class UnknownQuestion(GenerateError):
    """There is no question with this id; draw a new round."""

    code = "not-found"


class EndpointFailed(GenerateError):
    """The writing endpoint failed; the message says what to check."""

    code = "upstream-failed"


class EndpointTimeout(EndpointFailed):
    """The writing endpoint was too slow; the message says what to check."""

    code = "upstream-timeout"
