"""What can go wrong in recommending."""

from __future__ import annotations


class RecommendError(Exception):
    """The recommender cannot do what was asked; the message says what to do next."""

    code = "recommend"


class BadWish(RecommendError):
    """A wish in fields cannot be read; the message names the field and what it takes."""

    code = "bad-type"
