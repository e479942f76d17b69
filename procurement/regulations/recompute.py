"""`python -m procurement.regulations.recompute BUNDLE.json`: recompute a ranking from its bundle (FORMATS 1)."""

from collections.abc import Sequence

from procurement.regulations.bundle import FORMAT, RULE
from procurement.regulations.command import run
from procurement.regulations.reading import load
from procurement.regulations.scoring import evaluate


def main(arguments: Sequence[str]) -> dict[str, object]:
    """What the record of the package must say."""
    return evaluate(load(arguments[0], FORMAT, RULE).data)


if __name__ == "__main__":
    run(main, "recompute BUNDLE.json", 1)
