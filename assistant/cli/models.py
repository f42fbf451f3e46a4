"""`encore models list|install|verify|remove`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from assistant.cli.output import JSON_OPTION, settings, show, show_json, tell

if TYPE_CHECKING:
    from voice.models import SpeechModels

app = typer.Typer(no_args_is_help=True)


def _models() -> SpeechModels:
    from assistant.bootstrap import models_folder
    from voice.models import SpeechModels

    return SpeechModels(models_folder(settings()))


@app.command("list")
def list_models(as_json: bool = JSON_OPTION) -> None:
    """List the speech models that are here and those that can be installed. 列出语音模型。"""
    models = _models()
    here = {model.name: model for model in models.list()}
    for model in here.values():
        row = {"name": model.name, "language": model.language, "installed": True, "path": str(model.path)}
        if as_json:
            show_json(row)
        else:
            show(f"✓ {model.name:14} {model.language}  {model.path}")
    for info in models.available:
        if info.name in here:
            continue
        if as_json:
            show_json({"name": info.name, "language": info.language, "installed": False, "size": info.size})
        else:
            show(f"  {info.name:14} {info.language}  {info.size // 1_000_000} MB, WER {info.word_error_rate}")


@app.command()
def install(name: str) -> None:
    """Download, check and install an official Vosk model. 下载、校验并安装官方模型。"""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    models = _models()
    # Progress is news, the model's folder the answer.
    with Progress(BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=None)
        path = models.install(name, lambda done, total: bar.update(task, completed=done, total=total))
    show(str(path))


@app.command()
def verify(name: str) -> int:
    """Check that an installed model is what was installed, and loads. 校验已安装的模型。"""
    models = _models()
    if not models.verify(name):
        advice = f"encore models remove {name} && encore models install {name}"
        tell(f"encore: {name} was changed after it was installed: {advice}\n{name} 安装后被改动过：{advice}")
        return 1
    asyncio.run(_load(models, name))
    show(f"✓ {name}")
    return 0


async def _load(models: SpeechModels, name: str) -> None:
    from voice.recognizer_worker import check

    await check(next(model for model in models.list() if model.name == name))


@app.command()
def remove(name: str) -> None:
    """Delete an installed model. 删除已安装的模型。"""
    _models().remove(name)
    show(f"✓ {name}")
