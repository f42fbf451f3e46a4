"""Follows docs/adding-a-skill.md in a copy of the rooms it touches."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nlu.checks import TrainingDataError, check

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^   ```\w+\n(.*?)^   ```", re.MULTILINE | re.DOTALL)
ASK = """
import asyncio, json, sys
from pathlib import Path
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from actions.handlers.base import use_services
from actions.services import ServicesConfig, build

use_services(build(ServicesConfig(data_dir=Path(sys.argv[1]))))
executor = ActionExecutor()
executor.register_package("actions.handlers")
said = {"text": sys.argv[2], "intent": {"name": "open_fortune_cookie"}, "entities": [], "metadata": {"key": "k"}}
call = {"next_action": "action_open_fortune_cookie", "domain": {},
        "tracker": {"sender_id": "s", "slots": {}, "latest_message": said, "events": []}}
print(json.dumps(asyncio.run(executor.run(call))))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("skill")
    for room in ("nlu", "actions"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("trained", "__pycache__"))
    page = (ROOT / "docs" / "adding-a-skill.md").read_text("utf-8")
    for block in BLOCK.findall(page):
        first, rest = textwrap.dedent(block).split("\n", 1)
        path = folder / first.removeprefix("# ")
        assert not path.exists(), f"{first} is somebody's already"
        path.write_text(rest, "utf-8")
    return folder


def test_page_words_are_too_few_and_training_says_so(copy: Path) -> None:
    with pytest.raises(TrainingDataError, match="'open_fortune_cookie' has 2 utterances; it needs 30"):
        check(copy / "nlu")


def test_page_domain_and_rule_fit_together(copy: Path) -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

    domain = Domain.load(str(copy / "nlu" / "domain"))
    (rule,) = YAMLStoryReader(domain).read_from_file(copy / "nlu/dialogue/rules/fortune.yml")

    assert {"open_fortune_cookie"} <= set(domain.intents)
    assert "action_open_fortune_cookie" in {event.action_name for event in rule.events if event.type_name == "action"}
    assert "action_open_fortune_cookie" in domain.user_actions


@pytest.mark.parametrize(
    ("text", "words"),
    [("open a fortune cookie", {"song", "slice"}), ("开个幸运饼干", {"歌", "朋友"})],
    ids=["en", "zh"],
)
def test_page_handler_answers_in_both_languages(copy: Path, tmp_path: Path, text: str, words: set[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    answer = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path / "data"), text],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (reply,) = [said["text"] for said in json.loads(answer.stdout.splitlines()[-1])["responses"]]

    assert any(word in reply for word in words)
