"""Runs Rasa's prediction graph without dask, and without the policies that cannot win.

The ensemble takes the highest confidence and, among equals, the policy of the highest priority: nothing can beat a rule
at 1.0, so its choice stays the same. (Our model has no end-to-end stories, whose predictions would beat it, and after
a rejected action all policies are asked.)
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import Policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import PLACEHOLDER_TRACKER
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected
from rasa.shared.core.trackers import DialogueStateTracker


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
