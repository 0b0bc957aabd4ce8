"""Fills `bundled/libs` and `bundled/native` with burnish and what it needs, from wheels that pip downloads.

`python scripts/bundle.py` for the platform it runs on; `--platform win_amd64 --name win_amd64` for another.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

CLIENT = Path(__file__).resolve().parent.parent
BUNDLED = CLIENT / "bundled"
PURE_PARTS, NATIVE_PARTS = BUNDLED / "libs", BUNDLED / "native"
VERSIONS = ("3.10", "3.11", "3.12", "3.13")
NATIVE = frozenset({"libcst", "rpds-py"})
"""Distributions of which a copy is needed for each Python. The wheels of other distributions must be pure."""
LINUX = ("manylinux2014", "manylinux_2_17", "manylinux_2_28")


def main() -> int:
    """Make the folders anew; what pip downloaded is kept while nothing that it depends on has changed."""
    options = _arguments()
    stamp = "\n".join((*_requirements(), *VERSIONS, options.name, *options.platform))
    made = NATIVE_PARTS / ".made-from"
    if not made.is_file() or made.read_text(encoding="utf-8") != stamp:
        _fetch(options)
        made.write_text(stamp, encoding="utf-8")
    for package in ("server/burnish", "checks/burnish_checks"):
        source = CLIENT.parent / package
        target = PURE_PARTS / source.name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    return 0


def _fetch(options: argparse.Namespace) -> None:
    for folder in (PURE_PARTS, NATIVE_PARTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    pure = [line for line in _requirements() if not _is_native(line)]
    compiled = [line for line in _requirements() if _is_native(line)]
    with tempfile.TemporaryDirectory() as folder:
        for wheel in _download(pure, VERSIONS[0], ("any",), Path(folder) / "pure"):
            _unpack(wheel, PURE_PARTS)
        for version in VERSIONS:
            target = NATIVE_PARTS / f"cp{version.replace('.', '')}-{options.name}"
            for wheel in _download(compiled, version, options.platform, Path(folder) / version):
                _unpack(wheel, target)
    print(f"bundled {len(pure)} pure and {len(compiled)} compiled distributions for Python {', '.join(VERSIONS)}")


def _arguments() -> argparse.Namespace:
    here = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    machine = here.partition("_")[2]
    tags = [f"{tag}_{machine}" for tag in LINUX] if here.startswith("linux") else [here]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", action="append", help="a tag that wheels may have; may be repeated")
    parser.add_argument("--name", default=here, help="what start.py calls the platform")
    options = parser.parse_args()
    options.platform = options.platform or tags
    return options


def _requirements() -> list[str]:
    lines = (BUNDLED / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _is_native(requirement: str) -> bool:
    return requirement.partition("==")[0] in NATIVE


def _download(requirements: list[str], version: str, platforms: tuple[str, ...], folder: Path) -> list[Path]:
    """The wheels of exactly these distributions, for a Python and any of the platforms."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--implementation=cp", f"--python-version={version}", "--dest", str(folder)]
    command += [f"--platform={platform}" for platform in platforms]
    subprocess.run([*command, *requirements], check=True)
    return sorted(folder.glob("*.whl"))


def _unpack(wheel: Path, target: Path) -> None:
    """Unpack the packages of a wheel; of what is written about it, the licence alone."""
    with zipfile.ZipFile(wheel) as archive:
        for name in _kept(archive):
            archive.extract(name, target)


def _kept(archive: zipfile.ZipFile) -> Iterator[str]:
    for name in archive.namelist():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{archive.filename} holds {name}")
        if path.parts[0].endswith((".dist-info", ".data")):
            if "licen" in name.lower() or "copying" in name.lower():
                yield name
        elif not _left_out(path):
            yield name


def _left_out(path: PurePosixPath) -> bool:
    """Whether nothing of the server reads the file. jedi reads the stubs of typeshed, and so they stay."""
    if path.parts[0] == "jedi" and "typeshed" in path.parts:
        return False
    inside = any(part in ("tests", "test", "django-stubs") for part in path.parts[:-1])
    return inside or path.suffix in (".pyi", ".pyx") or str(path) == "libcst/tool.py"


if __name__ == "__main__":
    sys.exit(main())
