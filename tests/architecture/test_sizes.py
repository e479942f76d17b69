"""The size of things: hard limits of ARCHITECTURE.md."""

import ast

from .walls import CODE, ROOT, modules, place, tree

FUNCTION_LINES = 50
MODULE_LINES = 400


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring, which is to be as long as it needs."""
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    told = ast.get_docstring(node) is not None
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1 if told else 0)


def test_functions_fit_on_a_screen():
    offenders = [
        f"{place(path, node)} {node.name}: {lines_of(node)} lines"
        for path in modules(*CODE, ROOT / "tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > FUNCTION_LINES
    ]
    assert offenders == []


def test_modules_stay_small():
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*CODE)}
    offenders = [f"{place(path)}: {size} lines" for path, size in sizes.items() if size > MODULE_LINES]
    assert offenders == []
