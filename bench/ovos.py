"""Asks Padatious, in an environment of its own: JSON on standard input, the scores of every text on standard output."""

from __future__ import annotations

import json
import sys
import tempfile


def main() -> None:
    """Train on `learned` (intent: sentences) and print the scores of all intents for each text of `asked`."""
    from ovos_padatious import IntentContainer  # type: ignore[import-not-found]

    request = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as cache:
        container = IntentContainer(cache)
        for intent, sentences in request["learned"].items():
            container.add_intent(intent, sentences)
        container.train(debug=False)
        answers = [{each.name: each.conf for each in container.calc_intents(text)} for text in request["asked"]]
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
