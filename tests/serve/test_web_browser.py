"""The pages in a browser: scripts on and off, both themes, a phone's width."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.serve.web_fakes import OPEN, serve

CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
AXE = Path(__file__).parents[2] / "build" / "axe.min.js"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("browser")
    app = serve(folder).client.app
    OPEN.remove(app.state.desk)  # the server closes it, after all tests
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def test_a_denial_is_two_clicks_away_without_scripts(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.click("text=Did the ferry leave early?")
    page.click("#statements li.no blockquote a")
    assert "#passage" in page.url
    assert page.locator("h1").count() == 1


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.skip(f"{AXE} is missing (make browser)")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, address, axe, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/articles")
    article = page.locator("main a[href^='/articles/']").first.get_attribute("href")
    page.goto(f"{address}/parties")
    party = page.locator("main a[href^='/parties/']").first.get_attribute("href")
    found = {}
    for url in ("/?since=2031-01-01", "/matters/mat-1", f"{article}?at=0-9", party, "/search?q=ferry", "/decisions"):
        page.goto(address + url)
        page.evaluate(f"() => {{ {axe} }}")  # not as an element: the page allows no script but its own
        for one in page.evaluate("async () => (await axe.run()).violations"):
            if one["impact"] in ("serious", "critical"):
                found[url, one["id"]] = [(node["html"][:200], node["failureSummary"]) for node in one["nodes"][:3]]
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_their_width_and_nothing_is_refused(browser, address, width, scheme):
    page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for url in (
        "/?since=2031-01-01",
        "/matters/mat-1",
        "/articles",
        "/search?q=ferry",
        "/parties",
        "/decisions",
        "/api",
    ):
        page.goto(address + url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    assert said == []


def test_the_last_visit_is_remembered(browser, address):
    page = browser.new_context().new_page()
    page.goto(address)
    assert page.locator("#last-visit").is_hidden()
    page.goto(address)
    page.click("#last-visit")
    assert "since=2031-05-08T12" in page.url
