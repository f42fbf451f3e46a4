"""Draws the pictures of the documentation: `deploy/in-environment python -m deploy.screenshots`.

A real server, a real browser, a short conversation. Needs the development dependencies and Chromium.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.serving import ROOT, serving

SCREENS = ROOT / "docs" / "screens"
SIZE = {"width": 1200, "height": 840}
CONVERSATION = ("recommend a funny film for tonight", "play rain sounds")


def converse(page: Page, texts: tuple[str, ...]) -> None:
    """Say `texts` one after the other, each once the one before is answered."""
    for number, text in enumerate(texts, start=1):
        page.get_by_role("textbox").fill(text)
        page.get_by_role("textbox").press("Enter")
        page.locator("encore-chat .message.theirs").nth(number - 1).wait_for()
        page.locator("encore-chat[state=ready]").wait_for()


def main() -> None:
    """Draw every picture."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server, sync_playwright() as playwright:
        server.wait_until_ready()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        page = browser.new_page(viewport=SIZE, locale="en-GB", reduced_motion="reduce")
        page.goto(server.address)
        converse(page, CONVERSATION)
        page.get_by_role("button", name="Stop speaking").wait_for(state="hidden")
        page.screenshot(path=SCREENS / "chat.png")
        browser.close()


if __name__ == "__main__":
    main()
