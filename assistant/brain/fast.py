"""What makes a turn cheap, without changing what Rasa decides.

Two changes to Rasa, each applied only to the version whose source they were written against:

- `RemoteAction` checks every action's result against a JSON schema that it compiles anew each time; here it is
  compiled once, and not asked about results of nothing but replies and slots.
- A prediction runs every policy through dask; here nodes run in order, each at most once, and the neural policies
  are left out when the rules are certain. The ensemble takes the highest confidence and, among equals, the policy
  of the highest priority: nothing can beat a rule at 1.0, so its choice stays the same. (Our model has no
  end-to-end stories, whose predictions would beat it, and after a rejected action all policies are asked.)

`tests/assistant/brain/test_fast.py` holds both against the unpatched path.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import rasa
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import Policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import PLACEHOLDER_TRACKER
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected
from rasa.shared.core.trackers import DialogueStateTracker

PATCHED_VERSION = "3.6.21"


def apply() -> bool:
    """Apply the changes; return whether this is the version of Rasa that they fit."""
    if rasa.__version__ != PATCHED_VERSION:
        return False
    RemoteAction._validate_action_result = _validate_action_result
    processor.DaskGraphRunner = OrderedRunner
    return True


@lru_cache(maxsize=1)
def _result_validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def _validate_action_result(_: RemoteAction, result: dict[str, Any]) -> bool:
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


class OrderedRunner(DaskGraphRunner):  # type: ignore[misc]
    """Runs a prediction graph depth first, each node at most once."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Return the outputs of `targets` given `inputs`."""
        outputs: dict[str, Any] = dict(inputs or {})
        for target in targets or self._graph_schema.target_names:
            self._output(target, outputs)
        return {target: outputs[target] for target in targets or self._graph_schema.target_names}

    def _output(self, name: str, outputs: dict[str, Any]) -> Any:
        if name not in outputs:
            schema: GraphSchema = self._graph_schema
            needs = list(dict.fromkeys(schema.nodes[name].needs.values()))
            skipped = self._outvoted(name, needs, outputs)
            # The ensemble passes over whatever is no prediction.
            given = ((need, None if need in skipped else self._output(need, outputs)) for need in needs)
            _, outputs[name] = self._instantiated_nodes[name](*given)
        return outputs[name]

    def _outvoted(self, name: str, needs: list[str], outputs: dict[str, Any]) -> set[str]:
        """Return the policies among `needs` whose vote cannot change what node `name` chooses."""
        if not issubclass(self._graph_schema.nodes[name].uses, DefaultPolicyPredictionEnsemble):
            return set()
        if _was_rejected(outputs.get(PLACEHOLDER_TRACKER)):
            return set()
        policies = {need for need in needs if self._is(need, Policy)}
        rules = {need for need in policies if self._is(need, RulePolicy)}
        certain = any(self._output(rule, outputs).max_confidence == 1.0 for rule in rules)
        return policies - rules if certain else set()

    def _is(self, name: str, component: type) -> bool:
        node = self._graph_schema.nodes.get(name)
        return node is not None and issubclass(node.uses, component)


def _was_rejected(tracker: DialogueStateTracker | None) -> bool:
    """Return whether the last action refused to run: then the ensemble strikes it from every vote."""
    kinds = (ActionExecuted, ActionExecutionRejected)
    events = reversed(tracker.events) if tracker else ()
    return isinstance(next((event for event in events if isinstance(event, kinds)), None), ActionExecutionRejected)
