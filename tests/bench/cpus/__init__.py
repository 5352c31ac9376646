"""The same answers on other CPUs: features of this one are hidden from a process by `mask.c`."""

import os
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("mask.c")
CANNOT = 125
"""The status of a process from which the features cannot be hidden here."""

CPUS = {"": "as it is", "vnni": "AVX-512 without VNNI", "avx512": "AVX2", "avx2": "AVX"}
"""The hidden feature, with all later ones, and the remaining ones."""


def compile_mask(folder: Path) -> Path | None:
    """Compile `mask.c`; return None if there is no C compiler."""
    compiler, mask = shutil.which("cc"), folder / "mask.so"
    if compiler is None:
        return None
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", mask, SOURCE, "-ldl"], check=True, capture_output=True)
    return mask


def hide(feature: str, mask: Path) -> dict[str, str]:
    """Return the environment of a process on a CPU without a feature."""
    hidden = {"CPU_WITHOUT": feature, "LD_PRELOAD": str(mask)} if feature else {}
    return {name: value for name, value in os.environ.items() if name not in ("CPU_WITHOUT", "LD_PRELOAD")} | hidden
