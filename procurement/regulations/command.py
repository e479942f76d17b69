"""How every command of FORMATS.md ends: an answer and 0, or one line on stderr and 1 or 2."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn, TextIO

from procurement.regulations.errors import Mismatch, RegulationError

LONGEST_LINE = 500
HELP = (["-h"], ["--help"])


@dataclass(frozen=True)
class Answer:
    """What a command prints, and the code it exits with when that is not 0."""

    body: object
    code: int = 0


def run(main: Callable[[Sequence[str]], object], usage: str, count: int) -> NoReturn:
    """Run a command on `sys.argv` and exit: 0 answered, 1 the record does not fit, 2 the input is bad."""
    arguments = sys.argv[1:]
    how = f"usage: python -m procurement.regulations.{usage}"
    if arguments in HELP:
        _finish(sys.stdout, how, 0)
    if len(arguments) != count:
        _finish(sys.stderr, how, 2)
    try:
        answer = main(arguments)
    except RegulationError as error:
        _finish(sys.stderr, _one_line(str(error)), 1 if isinstance(error, Mismatch) else 2)
    if isinstance(answer, Answer):
        _finish(sys.stdout, _text(answer.body), answer.code)
    _finish(sys.stdout, _text(answer), 0)


def _text(body: object) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def _one_line(message: str) -> str:
    """The message with everything unprintable escaped, so that it stays one line whatever it quotes."""
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in message)
    return "".join(shown)[:LONGEST_LINE]


def _finish(stream: TextIO | None, line: str, code: int) -> NoReturn:
    """Write UTF-8 whatever the locale says; a reader that went away (a closed pipe) is no traceback."""
    try:
        if stream is not None:
            stream.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
            stream.buffer.flush()
    except OSError:
        os._exit(code or 1)
    sys.exit(code)
