"""Build the site into a folder, serve it on this machine, and read what its pages refer to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).resolve().parent / "sample"
"""A few pages with everything on them that is hard to set; they do not belong to the site."""

SETTINGS = """\
INHERIT: {root}/mkdocs.yml
docs_dir: {docs}
hooks: ["{root}/mkdocs_hooks.py"]
watch: []
"""


@dataclass(frozen=True)
class Site:
    """A built site: the folder that holds it and the address that shows it, which ends in a slash."""

    folder: Path
    url: str

    def pages(self) -> list[Path]:
        """Every page, in a fixed order."""
        return sorted(self.folder.rglob("*.html"))

    def kinds(self) -> list[Path]:
        """A page of each template: all but the cells, of which the LSTM stands for the others."""
        cells = self.folder / "cells"
        return [page for page in self.pages() if page.parent.parent != cells or page.parent.name == "lstm"]

    def url_of(self, page: Path) -> str:
        """The address of a page: a folder stands for its index.html."""
        return self.url + page.relative_to(self.folder).as_posix().removesuffix("index.html")

    def file_at(self, url: str) -> Path | None:
        """The file that an address leads to, if there is one; the inverse of `url_of`."""
        file = self.folder / unquote(urlsplit(url).path).lstrip("/")
        file = file / "index.html" if url.partition("#")[0].endswith("/") else file
        return file if file.is_file() else None


def build(config: Path, target: Path, url: str, *, strict: bool = True) -> None:
    """Run MkDocs; a fault that it finds is raised with all that it said."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--config-file",
        str(config),
        "--site-dir",
        str(target),
    ]
    command.append("--strict" if strict else "--no-strict")
    environment = {**os.environ, "SITE_URL": url, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"mkdocs build failed\n{done.stdout}{done.stderr}")


def sample_config(folder: Path, pages: dict[str, str]) -> Path:
    """Settings like the project's own for a handful of pages, given by their names and text."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "assets").symlink_to(ROOT / "docs" / "assets", target_is_directory=True)
    for name, text in pages.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(SETTINGS.format(root=ROOT, docs=docs), encoding="utf-8")
    return config


class _Quiet(SimpleHTTPRequestHandler):
    """The standard handler without its log; connections last, and what was fetched need not be asked for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def end_headers(self) -> None:
        """With leave to keep what was sent."""
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder from a port of this machine; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Document(HTMLParser):
    """What a page holds that others can refer to, and what it refers to itself."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    formulas: int = 0

    LOADING = frozenset({"audio", "embed", "iframe", "img", "input", "script", "source", "track", "video"})
    RELATIONS = frozenset(
        {
            "dns-prefetch",
            "icon",
            "manifest",
            "modulepreload",
            "preconnect",
            "prefetch",
            "preload",
            "stylesheet",
        }
    )

    def __post_init__(self) -> None:
        """Set up the parser behind the record."""
        super().__init__(convert_charrefs=True)

    @classmethod
    def read(cls, page: Path) -> Document:
        """Parse one page."""
        document = cls()
        document.feed(page.read_text(encoding="utf-8"))
        document.close()
        return document

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what one tag refers to."""
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if "arithmatex" in values.get("class", "").split():
            self.formulas += 1
        if tag in ("a", "area") and "href" in values:
            self.links.append(values["href"])
        if tag in self.LOADING and "src" in values:
            self.assets.append(values["src"])
        if "srcset" in values:
            self.assets += [candidate.split()[0] for candidate in values["srcset"].split(",")]
        if tag == "object" and "data" in values:
            self.assets.append(values["data"])
        if tag in ("image", "use", "feimage"):
            self.assets += [values[name] for name in ("href", "xlink:href") if name in values]
        if tag == "link" and self.RELATIONS & set(values.get("rel", "").split()):
            self.assets.append(values.get("href", ""))
