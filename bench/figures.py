"""What a bench says in the end: what was measured, what it should be, and on which machine."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``met`` is None where nothing was promised."""

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None


def told(what: str, measured: str) -> Figure:
    """Return a figure that is there to be known."""
    return Figure(what, measured)


def at_most(what: str, value: float, goal: float, form: str = "{:.2f}") -> Figure:
    """Return a figure that should be low; ``form`` writes value and goal with their unit."""
    return Figure(what, form.format(value), f"≤ {form.format(goal)}", met=value <= goal)


def at_least(what: str, value: float, goal: float, form: str = "{:.2f}") -> Figure:
    """Return a figure that should be high."""
    return Figure(what, form.format(value), f"≥ {form.format(goal)}", met=value >= goal)


def table(figures: Iterable[Figure]) -> str:
    """Return the figures in four columns."""
    verdict = {True: "yes", False: "NO", None: ""}
    rows: list[tuple[str, ...]] = [("what", "goal", "measured", "met?")]
    rows += [(figure.what, figure.goal, figure.measured, verdict[figure.met]) for figure in figures]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def machine() -> str:
    """Return the processor, how many of it, and how many processes want it now."""
    described = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = {line.partition(":")[2].strip() for line in described.splitlines() if line.startswith("model name")}
    return f"{os.cpu_count()} × {', '.join(sorted(models)) or 'an unknown processor'}, load {os.getloadavg()[0]:.1f}"
