"""What import-linter cannot say: the law's standard library, imports in functions, and that its lists are whole."""

import ast
import sys
import tomllib

from .walls import CODE, ROOMS, ROOT, modules, place, tree

# The one library that must not be loaded before it is used: a missing pango raises at its import.
LATE = {"weasyprint"}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def test_regulations_import_the_standard_library_only():
    strangers = [
        f"{place(path, node)} imports {name}"
        for path in modules(ROOT / "procurement/regulations")
        for node in ast.walk(tree(path))
        for name in imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("procurement.regulations")
    ]
    assert strangers == []


def test_regulations_reach_for_no_neighbour():
    """A relative import that leaves the package would bring Django in by the back door."""
    outside = [
        place(path, node)
        for path in modules(ROOT / "procurement/regulations")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and node.level > len(path.relative_to(ROOT / "procurement").parts) - 1
    ]
    assert outside == []


def test_imports_stand_at_the_top():
    """No import inside a function but weasyprint's, and in settings and apps, where Django wants it so."""
    late = [
        f"{place(path, node)} imports {name}"
        for path in modules(*CODE)
        if path.name != "apps.py" and "settings" not in path.parts
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        for name in (imported(node) or ([node.module or "."] if isinstance(node, ast.ImportFrom) else []))
        if name.split(".")[0] not in LATE
    ]
    assert late == []


def test_every_room_stands_in_the_floors_contract():
    floors = next(contract for contract in CONTRACTS if contract["id"] == "floors")
    names = {str(folder.relative_to(ROOT)).replace("/", ".") for folder in ROOMS.values()}
    assert names <= set(floors["containers"])


def test_every_screen_is_protected():
    """A room's views, forms, admin and tasks are its own business; import-linter wants each by name."""
    protected = {name for contract in CONTRACTS for name in contract.get("protected_modules", [])}
    rooms = [*ROOMS.values(), ROOT / "cms"]
    screens = {
        f"{folder.relative_to(ROOT)}/{floor}".replace("/", ".")
        for folder in rooms
        for floor in ("views", "forms", "admin", "tasks")
        if (folder / f"{floor}.py").exists() or (folder / floor / "__init__.py").exists()
    }
    assert screens == protected


def test_catalogue_rules_stay_plain():
    """The wildcard of the contract covers procurement.*; catalogue stands beside it and is named."""
    plain = next(contract for contract in CONTRACTS if contract["id"] == "rules-stay-plain")
    folder = ROOMS["catalogue"]
    floors = {
        f"catalogue.{floor}"
        for floor in ("services", "lifecycle", "selectors", "models")
        if (folder / f"{floor}.py").exists() or (folder / floor / "__init__.py").exists()
    }
    assert floors <= set(plain["source_modules"])
