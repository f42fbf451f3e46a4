"""The recommender: wishes in, suggestions with their true reasons out."""

from actions.recommend.model import Recommender
from actions.recommend.parsing import parse_wish
from actions.recommend.wish import Reason, Suggestion, Taste, Wish

__all__ = ["Reason", "Recommender", "Suggestion", "Taste", "Wish", "parse_wish"]
