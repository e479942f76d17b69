"""What is pinned installs on the oldest machine that the README names."""

from importlib.metadata import distributions

from packaging.specifiers import SpecifierSet

# Debian 12's own python3. A package that wants a later 3.11 installs here and not there.
DEBIAN = "3.11.2"


def test_every_package_installs_on_debians_own_python():
    asked = {one.name: one.metadata["Requires-Python"] for one in distributions()}
    assert "Django" in asked
    assert {
        name: wanted for name, wanted in asked.items() if wanted and not SpecifierSet(wanted).contains(DEBIAN)
    } == {}
