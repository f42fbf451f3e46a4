"""The recommender: wishes in, suggestions with their true reasons out."""

from actions.recommend.errors import BadWish, RecommendError
from actions.recommend.model import Recommender
from actions.recommend.parsing import parse_wish
from actions.recommend.wish import Reason, Suggestion, Taste, Wish

__all__ = ["BadWish", "Reason", "RecommendError", "Recommender", "Suggestion", "Taste", "Wish", "parse_wish"]
