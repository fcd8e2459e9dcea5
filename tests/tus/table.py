"""What several servers made of the same cases, side by side."""

from collections.abc import Iterable, Mapping, Sequence

from tests.tus.case import CASES, Case, Finding, Verdict
from tests.tus.server import Server

Column = Mapping[str, Finding]
SIGNS = {Verdict.KEPT: "+", Verdict.BROKEN: "BROKEN", Verdict.NOT_OFFERED: "–"}


def column(server: Server, cases: Iterable[Case] = ()) -> Column:
    """Return what a server makes of every case."""
    return {case.name: case.run(server) for case in cases or CASES.values()}


def lines(columns: Mapping[str, Column]) -> Iterable[str]:
    """Yield the table of case and server, then the sums, then what was seen where a sentence was broken."""
    width = max(len(name) for name in CASES)
    heads = [f"{name:>15}" for name in columns]
    chapter = ""
    for case in CASES.values():
        if case.chapter != chapter:
            chapter = case.chapter
            yield f"\n{chapter.upper():<{width + 9}}{''.join(heads)}"
        signs = [f"{SIGNS[found[case.name].verdict]:>15}" for found in columns.values()]
        yield f"  {case.level:<7}{case.name:<{width}}{''.join(signs)}"
    yield ""
    for verdict in Verdict:
        counts = [sum(finding.verdict == verdict for finding in found.values()) for found in columns.values()]
        yield f"{f'{verdict} of {len(CASES)}':<{width + 9}}{''.join(f'{count:>15}' for count in counts)}"
    yield from differences(columns)


def differences(columns: Mapping[str, Column]) -> Sequence[str]:
    """Return each broken sentence with what was seen instead."""
    told = []
    for server, found in columns.items():
        for name, finding in found.items():
            if finding.verdict == Verdict.BROKEN:
                told += [
                    "",
                    f"{server}: {name} ({CASES[name].level})",
                    f"  {CASES[name].sentence}",
                    f"  seen: {finding.seen}",
                ]
    return told
