"""Judges what actions return as Rasa does, with its schema compiled once instead of at every action."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jsonschema  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction


@lru_cache(maxsize=1)
def _result_validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def validate_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Return True, or raise the same ValidationError as the original."""
    if _is_plain(result):
        return True
    error = jsonschema.exceptions.best_match(_result_validator().iter_errors(result))
    if error is not None:
        error.message += ". The action's result does not fit Rasa's format for custom actions."
        raise error
    return True


def _is_plain(result: Any) -> bool:
    """Return whether `result` holds only replies and slots as our handlers give them; the schema takes all of those."""
    if not isinstance(result, dict) or result.keys() != {"events", "responses"}:
        return False
    events, responses = result["events"], result["responses"]
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(response, dict) for response in responses)
        and all(_is_slot(event) for event in events)
    )


def _is_slot(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.keys() == {"event", "timestamp", "name", "value"}
        and event["event"] == "slot"
        and event["timestamp"] is None
        and isinstance(event["name"], str)
    )
