"""Where faults can be planted in a module, and the module's text with one of them in it."""

import ast
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.FloorDiv: ("//", "*"),
}
_LOGGERS = ("_log", "log", "logging")


@dataclass(frozen=True, slots=True)
class Fault:
    """Bytes `begin` to `end` of a module's text, and what stands in their place."""

    line: int
    begin: int
    end: int
    instead: bytes
    description: str

    def planted(self, source: bytes) -> bytes:
        """Return the module's text with the fault in it."""
        return source[: self.begin] + self.instead + source[self.end :]


def faults_in(source: bytes) -> list[Fault]:
    """Return every fault that can be planted in this module, top to bottom."""
    tree = ast.parse(source)
    found = _Finder(source)
    found.visit(tree)
    return sorted(found.faults, key=lambda fault: (fault.begin, fault.description))


class _Finder(ast.NodeVisitor):
    def __init__(self, source: bytes) -> None:
        self.faults: list[Fault] = []
        self._source = source
        self._line_offsets = [0]
        for line in source.splitlines(keepends=True):
            self._line_offsets.append(self._line_offsets[-1] + len(line))

    def visit_Compare(self, node: ast.Compare) -> None:
        """Turn each comparison."""
        left: ast.expr = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            old, new = _COMPARISONS[type(operator)]
            self._swap(left, right, old, new)
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Make "and" of each "or", and the reverse."""
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._swap(left, right, old, new)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Turn plus into minus, and the like; texts that are added aside."""
        if pair := _ARITHMETIC.get(type(node.op)):
            self._swap(node.left, node.right, *pair)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Drop each "not"."""
        if isinstance(node.op, ast.Not):
            self._replace(node, self._text(node.operand), "no longer negated")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Add one to each number."""
        if isinstance(node.value, bool):
            self._replace(node, str(not node.value).encode(), f"{not node.value}")
        elif isinstance(node.value, int | float):
            self._replace(node, repr(node.value + 1).encode(), f"{node.value} plus one")

    def visit_Expr(self, node: ast.Expr) -> None:
        """Remove each statement that is a call, those that log aside."""
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call) and not _is_logging(call):
            self._replace(node, b"pass", "call removed")
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """Take each condition for true, and for false."""
        for value in (b"True", b"False"):
            self._replace(node.test, value, f"condition {value.decode()}")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        """Return None instead of each value."""
        if node.value is not None and not isinstance(node.value, ast.Constant):
            self._replace(node.value, b"None", "returns None")
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Look at the body: that instances are frozen shows only in code that is wrong already."""
        self._look_at(node.body)

    def visit_keyword(self, node: ast.keyword) -> None:
        """Leave `nullable` of a column alone: it says what a migration has made."""
        if node.arg != "nullable":
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Look at the body and the defaults; types are no behaviour."""
        self._look_at((*node.decorator_list, *node.args.defaults, *node.args.kw_defaults))
        self._look_at(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - ast's own name

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave f-strings alone: Python 3.11 says wrongly where their parts stand."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Look at the value alone."""
        self._look_at((node.value,))

    def _look_at(self, nodes: "tuple[ast.AST | None, ...] | list[ast.stmt]") -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _swap(self, left: ast.expr, right: ast.expr, old: str, new: str) -> None:
        begin, end = self._end(left), self._begin(right)
        # Between two operands stand the operator, spaces, parentheses, and rarely a comment.
        at = self._source.find(old.encode(), begin, end)
        if at >= 0:
            description = f"{old} turned into {new}"
            self._add(left.end_lineno or left.lineno, at, at + len(old), new.encode(), description)

    def _replace(self, node: ast.AST, instead: bytes, description: str) -> None:
        located = _located(node)
        self._add(located.lineno, self._begin(located), self._end(located), instead, description)

    def _add(self, line: int, begin: int, end: int, instead: bytes, description: str) -> None:
        if self._source[begin:end] != instead:
            self.faults.append(Fault(line, begin, end, instead, description))

    def _text(self, node: ast.expr) -> bytes:
        return self._source[self._begin(node) : self._end(node)]

    def _begin(self, node: ast.expr | ast.stmt) -> int:
        return self._line_offsets[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._line_offsets[node.end_lineno - 1] + node.end_col_offset


def _located(node: ast.AST) -> ast.expr | ast.stmt:
    assert isinstance(node, ast.expr | ast.stmt)
    return node


def _is_logging(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in _LOGGERS
    )
