"""Chooses what to suggest and says truly why."""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Collection, Mapping

import numpy as np

from actions.catalogue import Catalogue, Item, Name
from actions.recommend.constraints import Constraints, all_of
from actions.recommend.features import Feature, FeatureSpace
from actions.recommend.scoring import Part, Scorer, Scores, shared
from actions.recommend.texts import ConstraintTexts, ReasonTexts, title, year_name
from actions.recommend.wish import Reason, Suggestion, Taste, Wish

VARIETY = 1.1
"""What being just like an earlier suggestion costs a later one."""
_NO_TASTE = Taste()
_COMPARING = frozenset({"like", "unlike", "link", "taste-link"})


def _number(seed: int | str | None) -> int:
    if isinstance(seed, int):
        return abs(seed)
    return random.getrandbits(32) if seed is None else zlib.crc32(seed.encode())


class Recommender:
    """Suggests items for wishes. Immutable after construction, safe to share between threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._space = FeatureSpace(catalogue)
        self._constraints = Constraints(catalogue, self._space)
        self._scorer = Scorer(catalogue, self._space, self._constraints)
        self._texts = ReasonTexts(catalogue.vocabulary, self._space.people)
        self._constraint_texts = ConstraintTexts(catalogue.vocabulary)

    def suggest(
        self,
        wish: Wish,
        taste: Taste = _NO_TASTE,
        exclude: Collection[str] = frozenset(),
        n: int = 3,
        seed: int | str | None = None,
    ) -> list[Suggestion]:
        """Return up to `n` suggestions, best first; none when nothing meets the wish (see `blocking`).

        Never one of `exclude`, of the items the wish names or of those the taste judges. The same seed
        gives the same suggestions; without one, chance decides between near equals.
        """
        scores = self._scorer.score(wish, taste, _number(seed))
        fresh = self._constraints.fresh(wish, taste, exclude)
        allowed = all_of([fresh, *self._constraints.masks(wish).values()], len(fresh))
        chosen: list[Suggestion] = []
        nearest = np.zeros(len(fresh), dtype=np.float32)
        near_to = np.full(len(fresh), -1)
        while len(chosen) < n and allowed.any():
            row = int(np.argmax(np.where(allowed, scores.total - VARIETY * nearest, -np.inf)))
            close = (int(near_to[row]), float(nearest[row]))
            chosen.append(self._suggestion(row, scores, taste, close))
            allowed[row] = False
            alike = self._scorer.sameness(row)
            near_to = np.where(alike > nearest, row, near_to)
            nearest = np.maximum(alike, nearest)
        return chosen

    def blocking(self, wish: Wish, taste: Taste = _NO_TASTE, exclude: Collection[str] = frozenset()) -> list[str]:
        """Return the fewest fields of `wish` to drop, together, for something to be left to suggest.

        Empty when something is left. "exclude" means that all that meets the wish was known already.
        """
        return self._constraints.blocking(wish, self._constraints.fresh(wish, taste, exclude))

    def describe(self, wish: Wish, field: str) -> Name:
        """Return what a field named by `blocking` asks for, in both languages: "under 90 minutes"."""
        return self._constraint_texts.describe(wish, field)

    def _suggestion(self, row: int, scores: Scores, taste: Taste, close: tuple[int, float]) -> Suggestion:
        reasons = [self._reason(part, row) for part in scores.parts if part.amount[row]]
        reasons += self._taste_reasons(row, scores, taste)
        if close[0] >= 0 and close[1] > 0:
            reasons.append(self._variety(*close))
        reasons.sort(key=lambda reason: (-reason.weight, reason.feature))
        score = math.fsum(reason.weight for reason in reasons)
        return Suggestion(self._space.items[row], score, tuple(reasons))

    def _reason(self, part: Part, row: int) -> Reason:
        about = part.value if part.source in _COMPARING else ""
        return Reason(part.feature, float(part.amount[row]), self._clause(part, row), about)

    def _clause(self, part: Part, row: int) -> Name:
        item, more = self._space.items[row], "more" if part.amount[row] > 0 else "less"
        if part.source in {"like", "unlike"}:
            return self._resembling(part, row)
        if part.source in {"link", "taste-link"}:
            return self._texts.say(part.source, more, title(self._catalogue.get(part.value)))
        if part.source == "creator":
            return self._credit(part.value, item)
        if part.source in {"genre", "mood", "theme", "audience", "language", "country"}:
            return self._texts.feature(Feature(part.source, part.value), item)
        if part.source == "years":
            return self._texts.say("years", item.kind, year_name(item.year or 0))
        fact = str(item.length) if part.source == "length" else part.value
        return self._texts.say(part.source, item.kind if part.source == "length" else more, Name(fact, fact))

    def _credit(self, said: str, item: Item) -> Name:
        """Return whom `said` means in this item, and what they did for it."""
        meant = {name.en for one in said.split(" & ") for name in self._catalogue.credits.find(one)}
        for group, names in (("creator", item.creators), ("cast", item.cast), ("creator", (item.title,))):
            for name in names:
                if name.en in meant:
                    return self._texts.feature(Feature(group, name.en), item)
        return self._texts.say("creator", name=Name(said, said))

    def _resembling(self, part: Part, row: int) -> Name:
        other = self._space.row[part.value]
        name = title(self._space.items[other])
        return self._alike(part.source, row, other, name)

    def _alike(self, source: str, row: int, other: int, name: Name) -> Name:
        item = self._space.items[row]
        clauses = [self._texts.feature(feature, item) for feature in shared(self._space, row, other)]
        variant = "shared" if clauses else "bare"
        return self._texts.say(source, variant, name, self._texts.also(clauses))

    def _taste_reasons(self, row: int, scores: Scores, taste: Taste) -> list[Reason]:
        amounts = self._space.vectors[row] * scores.taste
        return [self._taste_reason(row, int(c), float(amounts[c]), taste) for c in np.flatnonzero(amounts)]

    def _taste_reason(self, row: int, column: int, amount: float, taste: Taste) -> Reason:
        feature = self._space.features[column]
        judged = self._judged(column, taste.likes if amount > 0 else taste.dislikes)
        clause = self._texts.feature(feature, self._space.items[row])
        text = self._texts.say("taste", "more" if amount > 0 else "less", title(judged), clause)
        return Reason(f"taste:{feature}", amount, text, judged.id)

    def _judged(self, column: int, opinions: Mapping[str, float]) -> Item:
        """Return the judged item that speaks most of a feature."""
        rows = [(row, opinions[i]) for i in opinions for row in self._space.rows([i])]
        best = max(rows, key=lambda found: found[1] * float(self._space.vectors[found[0], column]))
        return self._space.items[best[0]]

    def _variety(self, near_to: int, alike: float) -> Reason:
        other = self._space.items[near_to]
        text = self._texts.say("variety", name=title(other))
        return Reason(f"variety:{other.id}", -VARIETY * alike, text, other.id)
