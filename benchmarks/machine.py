"""On what it was measured."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info

from derive.teams import processors

PACKAGES = ("numpy", "torch", "jax", "onnxruntime")


def machine() -> dict[str, object]:
    """The processor, how many of its cores may be used, versions, and the kernels that BLAS runs."""
    import numpy as np  # noqa: F401  (loads the BLAS that is asked about)

    blas = [info for info in threadpool_info() if info["user_api"] == "blas"]
    return {
        "processor": processor(),
        "cores": processors(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: release(name) for name in PACKAGES},
        "blas": [f"{one['internal_api']} {one['version']} ({one.get('architecture', '')})" for one in blas],
    }


def processor() -> str:
    """The processor's name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def release(package: str) -> str:
    """A package's version, or "" where it is missing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
