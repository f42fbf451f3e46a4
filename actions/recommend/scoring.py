"""The soft part of a wish: a score that is a sum of named parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from actions.catalogue import AUDIENCES, Catalogue
from actions.recommend.constraints import Constraints
from actions.recommend.features import Feature, FeatureSpace, Flags, Floats, makers
from actions.recommend.wish import Taste, Wish

GENRE, MOOD, THEME, WORD, CREATOR = 1.0, 0.8, 0.9, 0.7, 0.6
FACT = 0.2
"""For a fact that was asked for and holds: era, language, country, length, audience."""
LIKE, LINK = 2.0, 0.4
TASTE, TASTE_LINK = 1.5, 0.25
LIGHTER = 0.35
SAME_MAKERS = 0.15
KNOWN, CHANCE = 0.02, 0.2


@dataclass(frozen=True)
class Part:
    """One named part of the score of every item."""

    source: str
    """genre, mood, theme, word, creator, years, language, country, length, audience, like, link,
    unlike, taste-link, lighter, known or chance."""
    value: str
    amount: Floats
    """(items,)"""

    @property
    def feature(self) -> str:
        """The part's name in a reason."""
        return f"{self.source}:{self.value}" if self.value else self.source


@dataclass(frozen=True)
class Scores:
    """The parts of all scores, and what they come to."""

    parts: tuple[Part, ...]
    taste: Floats
    """(features,), what a feature adds, to be multiplied by how much an item has of it."""
    total: Floats
    """(items,)"""


class Scorer:
    """Computes the parts of scores for a wish and a taste."""

    def __init__(self, catalogue: Catalogue, space: FeatureSpace, constraints: Constraints) -> None:
        self._space = space
        self._constraints = constraints
        weights = {mood: catalogue.vocabulary.weight(mood) for mood in catalogue.vocabulary.ids("mood")}
        self._lightness = np.array([_mean(weights, item.moods) for item in space.items], dtype=np.float32)
        self._known = np.log1p(space.linked.sum(axis=0)).astype(np.float32)

    def score(self, wish: Wish, taste: Taste, seed: int) -> Scores:
        """Return every part of every item's score; the same for the same arguments."""
        parts = (*self._asked(wish), *self._facts(wish), *self._likeness(wish), *self._taste_links(taste))
        parts = (*parts, *self._light(wish), *self._standing(seed))
        profile = self._profile(taste)
        total = np.sum([part.amount for part in parts], axis=0) + self._space.vectors @ profile
        return Scores(parts, profile, total.astype(np.float32))

    def _asked(self, wish: Wish) -> list[Part]:
        wanted = [("genre", value, GENRE) for value in wish.genres]
        wanted += [("mood", value, MOOD) for value in wish.moods]
        wanted += [("theme", value, THEME) for value in wish.themes]
        parts = [_part(s, v, self._space.having(s, v), weight) for s, v, weight in wanted]
        return parts + [_part("word", w, self._constraints.mentioning(w), WORD) for w in wish.words]

    def _facts(self, wish: Wish) -> list[Part]:
        """Return parts for the facts asked for. All that is suggested has them: they say why, not which."""
        masks = self._constraints.masks(wish)
        parts = [_part("years", "", masks["years"], FACT)] if "years" in masks else []
        parts += [_part("language", wish.language, masks["language"], FACT)] if wish.language else []
        parts += [_part("country", wish.country, masks["country"], FACT)] if wish.country else []
        parts += [_part("creator", wish.creator, masks["creator"], CREATOR)] if wish.creator else []
        lengths = [masks[name] for name in ("max_length", "min_length") if name in masks]
        parts += [_part("length", "", np.logical_and.reduce(lengths), FACT)] if lengths else []
        return parts + self._audience(wish)

    def _audience(self, wish: Wish) -> list[Part]:
        """Return more for items made for just that audience than for those that merely suit it."""
        if wish.audience is None:
            return []
        exact = self._space.having("audience", wish.audience)
        younger = AUDIENCES[: AUDIENCES.index(wish.audience)]
        parts = [_part("audience", wish.audience, exact, 2 * FACT)]
        return parts + [_part("audience", a, self._space.having("audience", a), FACT / 2) for a in younger]

    def _likeness(self, wish: Wish) -> list[Part]:
        parts = []
        for item_id in wish.like:
            for row in self._space.rows([item_id]):
                parts.append(Part("like", item_id, LIKE * self.resemblance(row)))
                parts.append(_part("link", item_id, self._space.linked[row], LINK))
        for item_id in wish.unlike:
            parts += [Part("unlike", item_id, -LIKE * self.resemblance(r)) for r in self._space.rows([item_id])]
        return parts

    def resemblance(self, row: int) -> Floats:
        """Return (items,), how alike each item and the one at `row` are, from 0 to 1."""
        alike: Floats = self._space.vectors @ self._space.vectors[row]
        return alike

    def sameness(self, row: int) -> Floats:
        """Return (items,), how much each repeats the item at `row`: the more so if the same people made it."""
        made = [self._space.column[Feature("creator", name.en)] for name in makers(self._space.items[row])]
        same: Floats = self.resemblance(row) + np.float32(SAME_MAKERS) * self._space.has[:, made].any(axis=1)
        return same

    def _taste_links(self, taste: Taste) -> list[Part]:
        judged = [(item_id, weight) for item_id, weight in taste.likes.items()]
        judged += [(item_id, -weight) for item_id, weight in taste.dislikes.items()]
        return [
            _part("taste-link", item_id, self._space.linked[row], TASTE_LINK * weight)
            for item_id, weight in judged
            for row in self._space.rows([item_id])
        ]

    def _profile(self, taste: Taste) -> Floats:
        """Return (features,), what each adds by taste; opinions weigh by the root of their number."""
        profile = np.zeros(len(self._space.features), dtype=np.float32)
        for opinions, sign in ((taste.likes, 1.0), (taste.dislikes, -0.7)):
            rows = [(row, opinions[i]) for i in opinions for row in self._space.rows([i])]
            for row, weight in rows:
                profile += sign * weight / np.sqrt(len(rows)) * self._space.vectors[row]
        weighed: Floats = TASTE * profile
        return weighed

    def _light(self, wish: Wish) -> list[Part]:
        if not wish.lighter:
            return []
        source = "lighter" if wish.lighter > 0 else "heavier"
        return [Part(source, "", LIGHTER * wish.lighter * self._lightness)]

    def _standing(self, seed: int) -> list[Part]:
        luck = np.random.default_rng(seed).random(len(self._space.items), dtype=np.float32)
        return [Part("known", "", KNOWN * self._known), Part("chance", "", CHANCE * luck)]


def shared(space: FeatureSpace, one: int, other: int, most: int = 2) -> list[Feature]:
    """Return the features that make two items alike, the most telling first."""
    common = space.vectors[one] * space.vectors[other]
    telling = max(float(common.max()) / 3, 1e-6)
    return [space.features[column] for column in np.argsort(-common)[:most] if common[column] >= telling]


def _part(source: str, value: str, has: Flags, weight: float) -> Part:
    return Part(source, value, (weight * has).astype(np.float32))


def _mean(weights: dict[str, int], moods: tuple[str, ...]) -> float:
    known = [weights[mood] for mood in moods if mood in weights]
    return sum(known) / len(known) if known else 0.0
