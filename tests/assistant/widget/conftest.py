from __future__ import annotations

import shutil
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page

from tests.serving import Serving
from tests.voice.conftest import spoken

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def chat(page: Page, server: Serving) -> Page:
    """The page, opened in English by somebody new."""
    page.add_init_script("localStorage.setItem('encore.language', 'en')")
    page.goto(server.address)
    page.get_by_role("button", name="Recommend a film").wait_for()
    return page


@pytest.fixture
def speaking_browser(browser_type: BrowserType, tmp_path: Path) -> Iterator[Callable[[str], Browser]]:
    """Launch browsers whose microphone hears a sentence."""
    opened: list[Browser] = []

    def launch(sentence: str) -> Browser:
        path = tmp_path / "said.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(48000)
            file.writeframes(spoken(sentence, rate=48000))
        microphone = f"--use-file-for-fake-audio-capture={path}%noloop"
        browser = browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, microphone])
        opened.append(browser)
        return browser

    yield launch
    for browser in opened:
        browser.close()
