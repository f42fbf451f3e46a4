"""Writing by any OpenAI-compatible endpoint, with the embedded writer behind it."""

from actions.generate.endpoint.writer import EndpointWriter

__all__ = ["EndpointWriter"]
