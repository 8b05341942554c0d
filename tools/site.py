"""A hook of MkDocs: the documents outside docs/ become pages of the site, and nothing is loaded from elsewhere.

``docs/`` can be read as it is in a checkout, with links between files. The site has the same files; what they link to
outside ``docs/`` and is Markdown is brought in as a page, and the links are turned to it. README.md is the first page.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
# Where documents stand in the site that stand elsewhere in the project.
BROUGHT = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "training/README.md": "project/training.md",
    "training/MARKED.md": "project/marked.md",
    "src/reportedly/read/weights/MODEL_CARD.md": "project/model-card.md",
}
LINK = re.compile(r"\[([^\[\]]*)\]\(([^)#\s]+)((?:#[^)]*)?)\)")
ELSEWHERE = re.compile(
    r"""<(?:script|img|iframe|source)[^>]*\ssrc=["']?(?:https?:)?//|<link[^>]*\shref=["']?(?:https?:)?//"""
)
SHIM = re.compile(r"""<script src=["']?https://unpkg\.com/iframe-worker/shim["']?>""")


def place_of(path: str) -> str:
    """Where a file of the project stands in the site. Raises KeyError for one that is not in it."""
    return path.removeprefix("docs/") if path.startswith("docs/") else BROUGHT[path]


def turn_links(markdown: str, path: str) -> str:
    """The Markdown of the project's file at path, with links to files as the site has them.

    A link to a file of the project that is no page of the site becomes its words and the file's name.
    """
    here = posixpath.dirname(place_of(path)) or "."

    def turn(match: re.Match[str]) -> str:
        target = match.group(2)
        if "://" in target or target.startswith("mailto:"):
            return match.group(0)
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        try:
            place = place_of(found)
        except KeyError:
            if not (ROOT / found).exists():
                raise PluginError(f"{path}: the link to {target} leads to no file. Mend it, or take it out.") from None
            return f"{match.group(1)} (`{found}`)"
        return f"[{match.group(1)}]({posixpath.relpath(place, here)}{match.group(3)})"

    return LINK.sub(turn, markdown)


def on_files(files: Files, config: Any) -> Files:
    """Bring in what stands outside docs/."""
    for path, place in BROUGHT.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        files.append(File.generated(config, place, content=turn_links(text, path)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn the links of a document in docs/ that lead out of it."""
    return markdown if page.file.src_uri in BROUGHT.values() else turn_links(markdown, f"docs/{page.file.src_uri}")


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Take the theme's script for search from here; refuse a page that would load something from elsewhere."""
    worker = posixpath.relpath("assets/worker.js", posixpath.dirname(page.file.dest_uri) or ".")
    output = SHIM.sub(f'<script src="{worker}">', output)
    found = ELSEWHERE.search(output)
    if found:
        raise PluginError(
            f"{page.file.src_uri}: it loads from elsewhere: {found.group(0)}. Keep the file in docs/assets."
        )
    return output


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """The page for what is not found, which only a server shows: there, search needs no help."""
    return SHIM.sub("<script>", output_content) if template_name == "404.html" else output_content
