"""What the architecture tests share: where the code is, and how to read it without importing it."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "accounts": ROOT / "procurement/accounts",
    "publications": ROOT / "procurement/publications",
    "budgeting": ROOT / "procurement/budgeting",
    "catalogue": ROOT / "catalogue",
    "suppliers": ROOT / "procurement/suppliers",
    "tendering": ROOT / "procurement/tendering",
    "awarding": ROOT / "procurement/awarding",
    "frameworks": ROOT / "procurement/frameworks",
    "contracts": ROOT / "procurement/contracts",
    "performance": ROOT / "procurement/performance",
    "complaints": ROOT / "procurement/complaints",
    "workspace": ROOT / "procurement/workspace",
}
FLOORS = {
    *("urls", "views", "admin", "tasks", "management", "forms", "services", "lifecycle", "permissions"),
    *("selectors", "models", "enums"),
}
BESIDE = {
    *("apps", "migrations", "templatetags", "receivers", "filters", "documents", "feeds", "adapters"),
    *("wagtail_hooks", "blocks"),
}
CODE = (ROOT / "procurement", ROOT / "catalogue", ROOT / "cms")


NOT_OURS = {".git", ".venv", "var", "__pycache__", ".hypothesis", "test-results"}


@cache
def tracked() -> tuple[str, ...]:
    """Return every file that is, or is about to be, in the repository; without git, every file that lies here."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    else:
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        listed = [
            str(path)
            for path in found
            if not NOT_OURS & set(path.parts)
            and not path.parts[0].endswith("_cache")
            and path.suffix != ".mo"
        ]
    return tuple(name for name in listed if (ROOT / name).exists())


def modules(*roots: Path, migrations: bool = False) -> Iterator[Path]:
    """Yield the Python files below the folders."""
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return path:line for a failure message."""
    line = getattr(node, "lineno", None)
    return f"{path.relative_to(ROOT)}" + (f":{line}" if line else "")


def dotted(node: ast.AST) -> str:
    """Return 'a.b.c' for a chain of names, '' for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def room_of(path: Path) -> str | None:
    return next((name for name, folder in ROOMS.items() if path.is_relative_to(folder)), None)


def floor_of(path: Path) -> str | None:
    """Return the first part of the module's name inside its room: ``services`` of ``services/bidding.py``."""
    room = room_of(path)
    if room is None:
        return None
    first = path.relative_to(ROOMS[room]).parts[0]
    return first.removesuffix(".py")
