"""How measurements travel between processes and into README.md."""

import json
import os
import platform
import re
from pathlib import Path

Row = tuple[str, str, str]
MARKS = ("<!-- bench -->", "<!-- /bench -->")
_TAG = "BENCH "


def lines(rows: list[Row]) -> str:
    """Return rows as text that the measuring process's other output does not get in the way of."""
    return "".join(f"{_TAG}{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def parse(output: str) -> list[Row]:
    """Read what ``lines`` wrote."""
    found = [line for line in output.splitlines() if line.startswith(_TAG)]
    return [tuple(json.loads(line.removeprefix(_TAG))) for line in found]


def table(rows: list[Row]) -> str:
    """Return the Markdown table with the machine it was measured on."""
    head = (
        f"Measured on {machine_name()} by `make bench`; whole processes, medians. Pages of\n"
        "catalogue, plan and budget: the demonstration → a county ten times as big (`load_demo --scale 10`).\n\n"
    )
    lines = ["| what | measured | aim |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    return head + "\n".join(lines) + "\n"


def machine_name() -> str:
    """Return processors, system and Python in a few words."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def write(path: Path, text: str) -> None:
    """Put the table between the marks of README.md."""
    start, end = MARKS
    content = path.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    path.write_text(pattern.sub(lambda _found: f"{start}\n{text}{end}", content), encoding="utf-8")
