"""All commands under one name; each is imported when it is used, so that `encore --help` is quick."""

from __future__ import annotations

import difflib
import importlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import Any

import typer
from typer.exceptions import TyperException

from assistant import __version__

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
HELP = {"--help", "-h", "help"}
HEADING = (
    "Encore, an entertainment assistant. 安可，你的娱乐助手。",
    "",
    "Usage · 用法: encore COMMAND …",
)
FOOTING = ("Details of one command · 某个命令的说明: encore COMMAND --help",)


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
    "evaluate": Command("evaluate", "Measure how well it understands.", "评测理解得有多准。"),
    "train": Command("train", "Train the understanding model again.", "重新训练理解模型。"),
}


def run(arguments: list[str]) -> int:
    """Run the command line; return the exit status: 0 done, 1 failed, 2 wrong use."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    try:
        status = _dispatch(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the answers has had enough; nothing is left to tell, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return status


def _dispatch(arguments: list[str]) -> int:
    name, *rest = arguments or [""]
    if name in COMMANDS:
        return _run(name, rest)
    if name == "--version":
        print(f"encore {__version__}")  # noqa: T201
        return DONE
    if name and name not in HELP:
        return _unknown(name)
    # Asked for or not, it is the same text; only the status differs.
    print(overview(), file=sys.stdout if name else sys.stderr)
    return DONE if name else WRONG_USE


def _run(name: str, rest: list[str]) -> int:
    try:
        result = _command(name).main(rest, prog_name=f"encore {name}", standalone_mode=False)
    except TyperException as error:
        return _refused(name, error)
    except BrokenPipeError:
        raise
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        return _failed(error)
    return result if isinstance(result, int) else DONE


def overview() -> str:
    """Return the list of commands, in the order people need them, without importing any."""
    width = max(len(name) for name in COMMANDS)
    rows = [f"  {name:{width}}  {command.en} {command.zh}" for name, command in COMMANDS.items()]
    return "\n".join([*HEADING, "", *rows, "", *FOOTING])


def _command(name: str) -> Any:
    app: typer.Typer = importlib.import_module(f"assistant.cli.{COMMANDS[name].module}").app
    # Completion belongs to one program `encore`, not to each of its commands.
    app._add_completion = False
    return typer.main.get_command(app)


def _unknown(name: str) -> int:
    near = difflib.get_close_matches(name, COMMANDS, 1)
    meant = (f" Did you mean {near[0]}?", f"你是想用 {near[0]} 吗？") if near else ("", "")
    print(f"encore: there is no command {name!r}.{meant[0]}", file=sys.stderr)  # noqa: T201
    print(f"没有 {name!r} 这个命令。{meant[1]}用 encore --help 查看全部命令。", file=sys.stderr)  # noqa: T201
    return WRONG_USE


def _refused(name: str, error: TyperException) -> int:
    """Show what was wrong with the words after the command."""
    message = error.format_message()
    if error.exit_code != WRONG_USE:
        return _failed(error)
    if type(error).__name__ == "NoArgsIsHelpError":
        # Its message is the command's help, which may have been printed already.
        print(message, end="\n" if message else "", file=sys.stderr)  # noqa: T201
        return WRONG_USE
    print(f"encore {name}: {message}", file=sys.stderr)  # noqa: T201
    print(f"See encore {name} --help. · 用法见 encore {name} --help。", file=sys.stderr)  # noqa: T201
    return WRONG_USE


def _failed(error: Exception) -> int:
    """Tell what failed in one line: a sentence of ours, or the name of what is a bug."""
    known = getattr(error, "code", "")
    print(f"encore: {error if known else f'{type(error).__name__}: {error}'}", file=sys.stderr)  # noqa: T201
    return FAILED
