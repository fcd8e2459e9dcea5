"""Build hook: compiles the translations, so that a wheel and a checkout speak every language they hold."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface[Any]):
    """Writes a .mo beside every .po."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; a catalogue that cannot be read breaks the build."""
        compile_messages(Path(self.root) / "translations")


def compile_messages(folder: Path) -> None:
    """Write a .mo beside every .po in ``folder``."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as content:
            catalogue = read_po(content, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as output:
            write_mo(output, catalogue)
