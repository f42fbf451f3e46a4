"""The conversation and its faces."""

__version__ = "0.1.0"
