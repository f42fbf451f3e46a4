"""Rasa's conversation states, live in memory. The journal is the truth; these can be lost."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

MAX_SESSIONS = 2000
MAX_EVENTS = 48
KEPT_TURNS = 4
"""More than any policy looks back."""


class LiveTrackers(TrackerStore):  # type: ignore[misc]
    """Keeps the trackers of the latest sessions as objects, each cut to its last turns.

    Cutting keeps a turn's cost independent of how long a conversation has gone on.
    """

    def __init__(self, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._trackers: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    def knows(self, session: str) -> bool:
        """Return whether the session's state is in memory."""
        return session in self._trackers

    def slot(self, session: str, name: str) -> Any:
        """Return the value of a slot, or None."""
        tracker = self._trackers.get(session)
        return tracker.get_slot(name) if tracker and name in tracker.slots else None

    def last_event(self, session: str) -> Event | None:
        """Return the session's latest event, or None."""
        tracker = self._trackers.get(session)
        return tracker.events[-1] if tracker and tracker.events else None

    def events_after(self, session: str, last: Event | None) -> list[Event]:
        """Return the events that came after the event `last` itself; all of them for None."""
        tracker = self._trackers.get(session)
        events = list(tracker.events) if tracker else []
        position = next((index for index in reversed(range(len(events))) if events[index] is last), -1)
        return events[position + 1 :]

    def forget(self, session: str) -> None:
        """Drop the session's state."""
        self._trackers.pop(session, None)

    def restore(self, session: str, events: Iterable[dict[str, Any]]) -> None:
        """Rebuild a session from the events that the journal kept."""
        known = [event for item in events if (event := Event.from_parameters(item)) is not None]
        tracker = DialogueStateTracker.from_events(session, known, slots=self.domain.slots, domain=self.domain)
        self._keep(shortened(tracker, self.domain))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep `tracker`."""
        self._keep(shortened(tracker, self.domain))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the session's tracker itself, not a copy."""
        return self._trackers.get(sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the same as `retrieve`: nothing else is kept."""
        return await self.retrieve(conversation_id)

    async def keys(self) -> Iterable[str]:
        """Return the ids of the sessions in memory."""
        return list(self._trackers)

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._trackers[tracker.sender_id] = tracker
        self._trackers.move_to_end(tracker.sender_id)
        while len(self._trackers) > MAX_SESSIONS:
            self._trackers.popitem(last=False)


def shortened(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """Return `tracker`, or one with its slots and last turns only, when it has grown long."""
    if len(tracker.events) <= MAX_EVENTS:
        return tracker
    events = list(tracker.events)
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    recent = events[turns[-KEPT_TURNS] :] if len(turns) > KEPT_TURNS else events
    since = recent[0].timestamp
    slots = [
        SlotSet(name, slot.value, timestamp=since) for name, slot in tracker.slots.items() if slot.value is not None
    ]
    short = DialogueStateTracker.from_events(
        tracker.sender_id,
        [
            SessionStarted(timestamp=since),
            *slots,
            ActionExecuted(ACTION_LISTEN_NAME, timestamp=since),
            *recent,
        ],
        slots=domain.slots,
        domain=domain,
    )
    short.model_id, short.assistant_id = tracker.model_id, tracker.assistant_id
    return short
