"""Pictures of the pages: ``python -m tools.screenshots`` writes them to out/screenshots.

Desk, matter and article, each in light and dark, on a desk's screen and on a phone's. It makes the record of
``reportedly demo`` with the articles of docs/examples, or takes one with ``--db``; it serves it on a free port of this
machine, and looks at it with Playwright and the system's Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out/screenshots"
REPORTEDLY = (sys.executable, "-m", "reportedly")
LOOKS = {
    "light": ("light", 1280, 900),
    "dark": ("dark", 1280, 900),
    "phone-light": ("light", 390, 844),
    "phone-dark": ("dark", 390, 844),
}


def make_record(folder: Path) -> Path:
    """The record of ``reportedly demo``, with the examples of the documents."""
    db = folder / "demo.db"
    run("demo", "--db", str(db), "--html", str(folder / "demo.html"))
    run("ingest", "docs/examples", "--db", str(db), "--quiet")
    return db


def run(*words: str) -> None:
    """Run a command of reportedly's, without what it prints. Raises CalledProcessError where it fails."""
    subprocess.run([*REPORTEDLY, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)


@contextlib.contextmanager
def serve(db: Path) -> Iterator[str]:
    """The address at which the record is served, weighed, until the end of the block."""
    run("matters", "--limit", "1", "--db", str(db))
    command = [*REPORTEDLY, "serve", "--db", str(db), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        said = []
        try:
            assert server.stderr is not None
            for line in server.stderr:
                said.append(line)
                found = re.search(r"http://\S+?(?=/? )", line)
                if found:
                    wait_for(found.group(0))
                    yield found.group(0)
                    return
            sys.exit(f"screenshots: the server did not start:\n{''.join(said)}")
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    """Return when the server answers: it tells its address a moment before. Raises URLError after half a minute."""
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def ask(address: str) -> Any:
    """What the REST API answers."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        return json.load(answer)


def choose_pages(address: str) -> dict[str, str]:
    """The pages to look at: the matter on which most parties turned, then with most statements; an article of it."""
    matters = [ask(f"{address}/api/matters/{item['id']}") for item in ask(f"{address}/api/matters")["items"]]
    if not matters:
        sys.exit("screenshots: the record has no matter. Name another with --db.")
    turned = {matter["id"]: sum(len(p["history"]) > 1 for p in matter["positions"]) for matter in matters}
    matter = max(matters, key=lambda m: (turned[m["id"]], len(m["statements"]), m["id"]))
    sizes = {a["id"]: len(ask(f"{address}/api/articles/{a['id']}")["text"]) for m in matters for a in _articles(m)}
    longest = max(sizes, key=lambda article: (sizes[article], article))
    return {"desk": "/", "matter": f"/matters/{matter['id']}", "article": f"/articles/{longest}"}


def _articles(matter: dict[str, Any]) -> list[dict[str, Any]]:
    return [statement["article"] for statement in matter["statements"]]


def take(address: str, chromium: str, out: Path) -> list[str]:
    """Write the pictures. Gives what the browser complained of, and pages that are wider than their screen."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    said: list[str] = []
    pages = choose_pages(address)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for look, (scheme, width, height) in LOOKS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            for name, path in pages.items():
                page = context.new_page()
                page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
                page.on("pageerror", lambda error: said.append(str(error)))
                page.goto(address + path, wait_until="load")
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    said.append(f"{name}-{look}: the page is wider than the screen")
                file = out / f"{name}-{look}.png"
                page.screenshot(path=file, full_page=True)
                sys.stderr.write(f"Wrote {file}\n")
                page.close()
            context.close()
        browser.close()
    return said


def main() -> None:
    """Take the pictures; exit status 1 where something is missing or a page has faults."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__.partition("\n")[0])
    parser.add_argument("--db", type=Path, metavar="RECORD", help="a record to show, in place of the demo's")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where to write them")
    options = parser.parse_args()
    try:
        import playwright  # noqa: F401
    except ImportError:
        sys.exit("screenshots: Playwright is missing. To get it: .venv/bin/python -m pip install playwright")
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("screenshots: Chromium is missing. On Debian or Ubuntu: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(options.db.resolve() if options.db else make_record(Path(folder))) as address,
    ):
        said = take(address, chromium, options.out)
    if said:
        sys.exit("screenshots: the pages have faults:\n" + "\n".join(said))


if __name__ == "__main__":
    main()
