"""Check that the vendored KaTeX is the published one, byte for byte.

    python scripts/verify_katex.py          every file against the pinned sums; needs no network
    python scripts/verify_katex.py --npm    also against the npm package of the pinned version

The sums are kept in docs/assets/katex/SHA256SUMS, which `sha256sum -c` understands too; its first
line pins the version. OFL.txt, the licence of the fonts, is not part of the npm package and is
therefore held by its sum alone. To move to another version: unpack it over the folder (scripts,
styles, woff2 fonts, LICENSE), change the first line, run with `--npm --write`.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

KATEX = Path(__file__).resolve().parent.parent / "docs" / "assets" / "katex"
SUMS = "SHA256SUMS"
OURS = {SUMS, "OFL.txt"}
"""Files in the folder that the npm package does not hold."""


def digest(data: bytes) -> str:
    """The sha256 sum of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def vendored(folder: Path) -> dict[str, bytes]:
    """Every file of the folder but the list of sums, by its name relative to the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.name != SUMS}


def pinned(folder: Path) -> tuple[str, dict[str, str]]:
    """The pinned version and the pinned sum of each file."""
    first, *lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    version = re.fullmatch(r"# katex (\d+\.\d+\.\d+)", first)
    if version is None:
        raise ValueError(f"{SUMS}: the first line must read '# katex X.Y.Z', not {first!r}")
    sums = (line.split("  ", 1) for line in lines)
    return version[1], {name: value for value, name in sums}


def packaged(version: str) -> dict[str, bytes]:
    """The files of the npm package, named as in the vendored folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"katex@{version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            members = [(member, package.extractfile(member)) for member in package if member.isfile()]
            contents = {member.name: stream.read() for member, stream in members if stream is not None}
    names = ((name, name.removeprefix("package/").removeprefix("dist/")) for name in contents)
    return {short: contents[name] for name, short in names}


def faults_against_sums(files: dict[str, bytes], sums: dict[str, str]) -> list[str]:
    """What differs between the files and the pinned sums."""
    missing = [f"{name}: pinned but not there" for name in sorted(sums.keys() - files.keys())]
    unknown = [f"{name}: there but not pinned" for name in sorted(files.keys() - sums.keys())]
    changed = [
        f"{name}: differs from its pinned sum"
        for name in sorted(files.keys() & sums.keys())
        if digest(files[name]) != sums[name]
    ]
    return missing + unknown + changed


def faults_against_package(files: dict[str, bytes], package: dict[str, bytes]) -> list[str]:
    """What differs between the files and the npm package."""
    names = sorted(files.keys() - OURS)
    return [f"{name}: differs from the npm package" for name in names if files[name] != package.get(name)]


def main(arguments: list[str] | None = None) -> int:
    """Check, report, and return the exit status: 0 when all is as published."""
    parser = argparse.ArgumentParser(description="Check the vendored KaTeX.")
    parser.add_argument("--npm", action="store_true", help="compare with the npm package as well")
    parser.add_argument("--write", action="store_true", help="write the sums anew before checking")
    chosen = parser.parse_args(arguments)

    files = vendored(KATEX)
    if chosen.write:
        first = (KATEX / SUMS).read_text(encoding="utf-8").splitlines()[0]
        lines = [first, *(f"{digest(data)}  {name}" for name, data in files.items())]
        (KATEX / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")

    version, sums = pinned(KATEX)
    faults = faults_against_sums(files, sums)
    if chosen.npm:
        faults += faults_against_package(files, packaged(version))
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"KaTeX {version}: {len(files)} files as {'published' if chosen.npm else 'pinned'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
