"""How commands print: JSON for programs, plain lines for people."""

from __future__ import annotations

import json
import sys
from enum import Enum
from typing import Any

import typer

from assistant.settings import Settings, load

JSON_OPTION = typer.Option(False, "--json", help="One JSON object a line. 每行一个 JSON。")
LANGUAGE_OPTION = typer.Option(None, "--language", help="en or zh; by default that of the words. 默认同所用文字。")
SERVER_OPTION = typer.Option("", "--server", help="Address of a running Encore. 正在运行的安可地址。")


class Language(str, Enum):
    """What may be given as a language."""

    EN = "en"
    ZH = "zh"


def settings(**flags: Any) -> Settings:
    """Return the settings in force. Raises SettingsError."""
    return load(**flags)


def show_json(value: Any) -> None:
    """Print one JSON object as a line."""
    print(json.dumps(value, ensure_ascii=False), flush=True)  # noqa: T201


def show(text: str) -> None:
    """Print a line for a person."""
    print(text, flush=True)  # noqa: T201


def tell(text: str) -> None:
    """Print news beside the answer."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def name_of(item: dict[str, Any], language: str) -> str:
    """Return an item's title in a language."""
    title = item["title"]
    return str(title if isinstance(title, str) else title["zh" if language == "zh" else "en"])
