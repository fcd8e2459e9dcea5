"""What a run tells at its end, such as figures: tests that run in processes of their own hand it over before they end.

A conftest that keeps something calls these from the hooks of the same names; its folder has to be named on the command
line, or the process that people look at does not know it.
"""

import pytest

KEPT = pytest.StashKey[dict[str, list[str]]]()
OUTPUT = "told_at_the_end"


def kept(config: pytest.Config, name: str) -> list[str]:
    """Return the lines of this name; whatever is put there is told."""
    return config.stash.setdefault(KEPT, {}).setdefault(name, [])


def sessionfinish(config: pytest.Config) -> None:
    """Hand over what was kept, in a process that xdist has started."""
    if hasattr(config, "workeroutput"):
        config.workeroutput[OUTPUT] = config.stash.get(KEPT, {})


def testnodedown(node: object) -> None:
    """Take what such a process has handed over."""
    for name, lines in getattr(node, "workeroutput", {}).pop(OUTPUT, {}).items():
        kept(node.config, name).extend(lines)
