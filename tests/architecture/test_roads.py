"""One road for every change of state, one place for the clock, one place for permissions."""

import ast
import re

from .walls import CODE, ROOT, dotted, floor_of, modules, place, tree

ENGINE = ROOT / "procurement/core/lifecycle.py"
# Nothing on these floors reads the clock: `at` comes from the view, the task or the command.
TIMELESS = {"services", "models", "selectors", "lifecycle", "permissions", "receivers", "enums"}
CLOCKS = re.compile(
    r"(^|\.)(timezone\.(now|localtime|localdate)|datetime\.(now|utcnow|today)|date\.today"
    r"|clock\.now|real_now|time\.time|time\.time_ns)$"
)
# Real time by design: when an entry was written, as against when it counts.
REAL_TIME = {"procurement/core/audit.py"}
# A word of the language of offices in a comparison is a role test, and belongs into permissions.py.
ROLE_TESTS = {"is_superuser", "is_staff", "has_perm", "has_perms", "groups.filter", "groups.all"}


def assigned(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Assign):
        return list(node.targets)
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def test_only_the_engine_writes_a_status():
    written = [
        place(path, node)
        for path in modules(*CODE)
        if path != ENGINE
        for node in ast.walk(tree(path))
        for target in assigned(node)
        if isinstance(target, ast.Attribute) and target.attr in {"status", "state"} and dotted(target)
    ]
    assert written == []


def test_no_query_writes_a_status():
    """``update(status=…)``, ``bulk_update(…, ["status"])`` and ``setattr(obj, "status", …)`` go round it too."""
    written = []
    for path in modules(*CODE):
        for node in ast.walk(tree(path)):
            if path == ENGINE or not isinstance(node, ast.Call):
                continue
            name = dotted(node.func).split(".")[-1] or getattr(node.func, "attr", "")
            words = {keyword.arg for keyword in node.keywords} if name == "update" else set()
            if name in {"bulk_update", "setattr"}:
                words = {leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant)}
            if words & {"status", "state"}:
                written.append(place(path, node))
    assert written == []


def test_nothing_below_the_screens_reads_the_clock():
    read = [
        f"{place(path, node)} {dotted(node.func)}"
        for path in modules(*CODE)
        if floor_of(path) in TIMELESS and str(path.relative_to(ROOT)) not in REAL_TIME
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and CLOCKS.search(dotted(node.func))
    ]
    assert read == []


def test_no_default_reads_the_clock():
    """``default=timezone.now`` and ``auto_now`` decide a time that the law wants decided by the clock."""
    read = [
        place(path, node)
        for path in modules(*CODE)
        if "models" in path.parts or path.name == "models.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword)
        and (
            (node.arg in {"auto_now", "auto_now_add"})
            or (node.arg == "default" and CLOCKS.search(dotted(node.value)))
        )
    ]
    assert read == []


def test_no_role_test_on_screens():
    """is_superuser opens nothing, and who may do what is said in permissions.py alone."""
    found = [
        f"{place(path, node)} {node.attr}"
        for path in modules(*CODE)
        if floor_of(path) in {"views", "forms", "urls", "selectors", "services", "lifecycle", "templatetags"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and any(dotted(node).endswith(f"user.{word}") for word in ROLE_TESTS)
    ]
    assert found == []


def test_services_take_keywords_actor_and_time():
    """What changes something is told by name who acts and when; what only reads may take its object plainly."""
    wrong = []
    for path in modules(*CODE):
        for node in tree(path).body if floor_of(path) == "services" else ():
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            named = {argument.arg for argument in node.args.kwonlyargs}
            plain = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
            if "actor" in named | plain and (plain or not {"actor", "at"} <= named):
                wrong.append(f"{place(path, node)} {node.name}")
    assert wrong == []


def test_public_functions_are_annotated():
    bare = [
        f"{place(path, node)} {node.name}"
        for path in modules(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and (
            node.returns is None
            or any(
                argument.annotation is None
                for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                if argument.arg not in {"self", "cls"}
            )
        )
    ]
    assert bare == []
