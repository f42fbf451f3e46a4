"""All commands under one name; each is imported when it is used, so that `encore --help` is quick."""

from __future__ import annotations

import importlib
import logging
import sys
from dataclasses import dataclass
from typing import Any

import click
import typer

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Command:
    """Where a command lives and what it does, in both languages."""

    module: str
    en: str
    zh: str


COMMANDS = {
    "serve": Command("serve", "Start the assistant with its web chat.", "启动助手和网页聊天。"),
    "chat": Command("chat", "Talk to it in writing.", "在终端里打字聊天。"),
    "talk": Command("talk", "Talk to it by microphone and speaker.", "用麦克风和扬声器对话。"),
    "ask": Command("ask", "Say one thing and read the answer.", "说一句，看回答。"),
    "understand": Command("understand", "Show what words mean to it.", "查看一句话被理解成什么。"),
    "transcribe": Command("transcribe", "Turn recordings into words.", "把录音转成文字。"),
    "speak": Command("speak", "Turn words into sound.", "把文字读出来。"),
    "recommend": Command("recommend", "Suggest something for a wish.", "按愿望推荐。"),
    "write": Command("write", "Write a story, poem, joke or riddle.", "写故事、诗、笑话或谜语。"),
    "models": Command("models", "List, install, verify and remove speech models.", "管理语音模型。"),
    "library": Command("library", "Add, scan and show your music.", "管理你的音乐。"),
    "people": Command("people", "Show, export and erase what is kept about somebody.", "查看、导出或删除个人数据。"),
    "train": Command("train", "Train the understanding model again.", "重新训练理解模型。"),
}


class LazyCommands(click.Group):
    """Imports a command's module when the command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"assistant.cli.{COMMANDS[cmd_name].module}")
        command: click.Command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands · 命令"):
            formatter.write_dl([(name, f"{command.en} {command.zh}") for name, command in COMMANDS.items()])


def run(arguments: list[str]) -> int:
    """Run the command line; return the exit status: 0 done, 1 failed, 2 wrong use."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    group = LazyCommands(name="encore", help="Encore, an entertainment assistant. 安可，你的娱乐助手。")
    try:
        result: Any = group.main(arguments, prog_name="encore", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return WRONG_USE
    except click.UsageError as error:
        error.show()
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        # Errors of ours carry a code and a sentence; anything else is a bug, told in one line all the same.
        known = getattr(error, "code", "")
        print(f"encore: {error if known else f'{type(error).__name__}: {error}'}", file=sys.stderr)  # noqa: T201
        return FAILED
    return result if isinstance(result, int) else DONE
