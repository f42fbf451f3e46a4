"""Playing: the library, built-in sounds, queues, and players that are believed only when they report."""

from actions.playback.deck import Deck, Started
from actions.playback.index import Ask, Found, Index, Near
from actions.playback.library import Library, LibraryBusy, Scan
from actions.playback.media import UnknownMedia
from actions.playback.mpv import MpvPlayer
from actions.playback.player import PlaybackError, Player, PlayerState, brief_item, state_message
from actions.playback.service import BadCommand, Playback
from actions.playback.track import Track

__all__ = [
    "Ask",
    "BadCommand",
    "Deck",
    "Found",
    "Index",
    "Library",
    "LibraryBusy",
    "MpvPlayer",
    "Near",
    "Playback",
    "PlaybackError",
    "Player",
    "PlayerState",
    "Scan",
    "Started",
    "Track",
    "UnknownMedia",
    "brief_item",
    "state_message",
]
