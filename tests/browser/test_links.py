"""Links, anchors, ids and assets of the built HTML; no browser needed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from .site import Document, Site, build, sample_config

STYLE_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


def link_faults(site: Site) -> list[str]:
    """Links into the site that lead nowhere, and ids that are there twice."""
    documents = {page: Document.read(page) for page in site.pages()}
    faults = []
    for page, document in documents.items():
        where = page.relative_to(site.folder).as_posix()
        faults += [f"{where}: id {name!r} twice" for name, n in Counter(document.ids).items() if n > 1]
        for link in document.links:
            address = urljoin(site.url_of(page), link)
            if not address.startswith(site.url):
                continue
            file, anchor = site.file_at(address), unquote(urlsplit(address).fragment)
            if file is None:
                faults.append(f"{where}: {link} leads nowhere")
            elif anchor and file in documents and anchor not in documents[file].ids:
                faults.append(f"{where}: {link} has no such anchor")
    return faults


def asset_faults(site: Site) -> list[str]:
    """Scripts, styles, images and the like that are elsewhere or missing."""
    wanted = [(page, asset) for page in site.pages() for asset in Document.read(page).assets]
    for style in site.folder.rglob("*.css"):
        # KaTeX names older kinds of fonts after woff2, which every browser of today takes.
        found = (one or other for one, other in STYLE_URL.findall(style.read_text(encoding="utf-8")))
        wanted += [(style, asset) for asset in found if not asset.endswith((".woff", ".ttf"))]
    faults = []
    for origin, asset in wanted:
        address = urljoin(site.url_of(origin), asset)
        if address.startswith("data:") or asset.startswith("#"):
            continue
        where = origin.relative_to(site.folder).as_posix()
        if not address.startswith(site.url):
            faults.append(f"{where}: {asset} is fetched from outside")
        elif site.file_at(address) is None:
            faults.append(f"{where}: {asset} is missing")
    return faults


def test_every_link_and_anchor_resolves(site: Site) -> None:
    """No link into the site leads nowhere and no id is there twice."""
    assert link_faults(site) == []


def test_every_asset_is_on_this_site(site: Site) -> None:
    """Nothing is fetched from elsewhere, nothing is missing."""
    assert asset_faults(site) == []


def test_formulas_stay_out_of_the_search_index(site: Site) -> None:
    """A reader searches for words: no LaTeX of a formula is in the index."""
    index = (site.folder / "search" / "search_index.json").read_text(encoding="utf-8")
    assert r"\\(" not in index
    assert r"\\begin{" not in index


PLANTED = """
# Planted <span id="twice"></span><span id="twice"></span>

[nowhere](nowhere.md) [no anchor](#none)
<img src="https://example.org/a.png"> <img src="missing.png">
<link rel="preconnect" href="https://example.org">
"""


def test_planted_faults_are_found(tmp_path: Path) -> None:
    """The checks above can fail: each planted fault is reported, and nothing else."""
    site = Site(tmp_path / "site", "http://127.0.0.1/")
    build(sample_config(tmp_path / "source", {"index.md": PLANTED}), site.folder, site.url, strict=False)
    assert link_faults(site) == [
        "index.html: id 'twice' twice",
        "index.html: nowhere.md leads nowhere",
        "index.html: #none has no such anchor",
    ]
    assert asset_faults(site) == [
        "index.html: https://example.org/a.png is fetched from outside",
        "index.html: missing.png is missing",
        "index.html: https://example.org is fetched from outside",
    ]
