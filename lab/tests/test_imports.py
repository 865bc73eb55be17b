"""Who may import whom: the architecture is the list of folders, and it holds only while imports keep to it."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("mocks", "webapp", "lab", "e2e", "bench")


@dataclass(frozen=True)
class Rule:
    """What modules below a name may import: ours, and of others' packages (None: any)."""

    below: str
    ours: tuple[str, ...]
    others: frozenset[str] | None = None


_WEB = frozenset({"flask", "werkzeug", "markupsafe", "msgspec", "sqlalchemy"})
_PLUMBING = frozenset({"bcrypt", "cryptography", "jinja2", "segno", "urllib3", "webauthn", "yaml"})

RULES = (
    # Tests may use what they like, but a package's tests need no other package.
    Rule("mocks.tests", ("mocks",)),
    Rule("webapp.tests", ("webapp",)),
    Rule("lab.tests", ("lab", "mocks", "webapp", "e2e", "bench")),
    Rule("mocks.kit", ("mocks.kit",), _WEB | _PLUMBING),
    Rule("mocks.oauth", ("mocks.oauth", "mocks.kit"), _WEB | {"joserfc", "authlib", "cryptography"}),
    Rule("mocks.azure", ("mocks.azure", "mocks.oauth", "mocks.kit"), _WEB),
    Rule("mocks.okta", ("mocks.okta", "mocks.oauth", "mocks.kit"), _WEB),
    Rule("mocks.ad_agent", ("mocks.ad_agent", "mocks.kit"), _WEB),
    # A customer's application knows nothing of the lab.
    Rule("webapp", ("webapp",)),
    # The only importer of services; and the seeds, which name their vendors' things.
    Rule("lab.host", ("lab", "mocks", "webapp")),
    Rule("lab.cast", ("lab", "mocks.ad_agent.seed", "mocks.azure.seed", "mocks.okta.seed", "mocks.kit")),
    Rule("lab", ("lab", "mocks.kit")),
    Rule("e2e", ("e2e", "lab")),
    Rule("bench", ("bench", "lab", "e2e", "mocks.kit", "mocks.azure", "mocks.okta")),
)

# What decides by the RFCs alone can be read, and tested, without a web framework.
NO_FLASK = ("checks", "errors", "grants", "jwks", "keys", "model", "pkce", "tokens", "verify")

# Inside Okta: from what is stored to what is shown. A layer may import itself and those before it.
LAYERS = (
    ("directory",),
    ("idps", "provisioning", "policies", "authenticators", "hooks"),
    ("signin", "api", "admin"),
)


@cache
def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            found[".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")] = path
    return found


@cache
def imported(module: str, *, at_once: bool = False) -> frozenset[str]:
    """Return the modules that a module imports, as exactly as can be read; at_once: while it is itself imported."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in _at_once(tree) if at_once else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in modules() else node.module for name in names}
    return frozenset(found)


def _at_once(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run when a module is imported: none of its functions, nothing for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _at_once(node)


def below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def ours(name: str) -> bool:
    return any(below(name, package) for package in PACKAGES)


def rule_of(module: str) -> Rule | None:
    return next((rule for rule in RULES if below(module, rule.below)), None)


def layer_of(module: str) -> int | None:
    name = module.split(".")[2] if below(module, "mocks.okta") and module.count(".") >= 2 else ""
    return next((number for number, names in enumerate(LAYERS) if name in names), None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.below)
def test_imports_keep_to_the_rules(rule: Rule) -> None:
    """style: a vendor never imports the other, the core no vendor, the plumbing nobody, the web app nothing of ours."""
    wrong = []
    for module in (module for module in modules() if rule_of(module) is rule):
        for name in imported(module):
            if ours(name):
                allowed = any(below(name, package) for package in rule.ours) or name in PACKAGES
            else:
                top = name.split(".")[0]
                allowed = top in sys.stdlib_module_names or rule.others is None or top in rule.others
            if not allowed:
                wrong.append(f"{module} imports {name}")
    assert not wrong


def test_every_module_has_a_rule() -> None:
    """A new folder has to say where it stands."""
    assert [module for module in modules() if rule_of(module) is None and module not in PACKAGES] == []


@pytest.mark.parametrize("name", NO_FLASK)
def test_the_protocol_s_own_logic_knows_no_web_framework(name: str) -> None:
    parts = [module for module in modules() if below(module, f"mocks.oauth.{name}")]
    assert parts
    assert [module for module in parts if any(below(name, "flask") for name in imported(module))] == []


def test_tokens_and_keys_are_the_core_s_alone() -> None:
    """Vendors reach joserfc, Authlib and cryptography through the core's typed functions, or the kit's sealed box."""
    inside = ("mocks.oauth", "mocks.kit.sealed")
    outside = [m for m in modules() if below(m, "mocks") and not any(below(m, name) for name in inside)]
    users = [
        module
        for module in outside
        if not below(module, "mocks.tests")
        and any(below(name, library) for name in imported(module) for library in ("joserfc", "authlib", "cryptography"))
    ]
    assert users == []


def test_okta_s_layers_look_down_alone() -> None:
    """From pages to policies to records, never back."""
    wrong = []
    for module in (module for module in modules() if layer_of(module) is not None):
        for name in imported(module):
            above, here = layer_of(name), layer_of(module)
            if above is not None and here is not None and above > here:
                wrong.append(f"{module} imports {name}")
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    graph = {
        module: {name for name in imported(module, at_once=True) if name in modules() and name != module}
        for module in modules()
        if below(module, package)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")
