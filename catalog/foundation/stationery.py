"""How a letter is written: one template becomes its subject, its plain words and its HTML.

A template is Markdown with places, and its heading is the subject. What is put
into a place is text and never markup: whatever somebody typed is read as it
was typed.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

CATALOG = Path(__file__).parents[1]
MARKDOWN = MarkdownIt("commonmark", {"html": False})
#: Whatever could mean something to Markdown.
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
LINE_CHARACTERS = 72
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class LetterText:
    """What a letter says, in both its forms."""

    subject: str
    text: str
    html: str

    def filled(self, places: Mapping[str, str]) -> "LetterText":
        """Return it with each of these words in place of another: a letter is written once and sent to many."""
        text, html = self.text, self.html
        for sign, words in places.items():
            text, html = text.replace(sign, words), html.replace(sign, escape(words))
        return replace(self, text=text, html=html)


def written(template: str, language: str, places: Mapping[str, object]) -> LetterText:
    """Return the letter that a template makes of what is put into its places.

    Args:
        template: such as "offer", in templates/mail.
        language: "de" or "en".
        places: texts are put in as they are; a break of a line stays one.
    """
    source = _templates().get_template(f"{template}.{language}.md").render(places)
    tokens = MARKDOWN.parse(source)
    _mark_ways(tokens)
    root = SyntaxTreeNode(tokens)
    subject = textwrap.shorten(_inline(root.children[0]), LONGEST_SUBJECT, placeholder=" …")
    content = Markup(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))  # noqa: S704 - no text got in unescaped
    html = _frame().render(language=language, subject=subject, content=content)
    text = "\n\n".join(_plain(node) for node in root.children[1:])
    return LetterText(subject, f"{text}\n", html)


@cache
def _templates() -> Environment:
    """Return where Markdown comes from; what a place holds is escaped, so no template can forget it."""
    return Environment(
        loader=FileSystemLoader(_folder()),
        undefined=StrictUndefined,
        finalize=_as_text,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - it is Markdown that is made here, and ``finalize`` escapes for it
    )


@cache
def _frame() -> Template:
    """Return the page around the words of a letter."""
    return Environment(loader=FileSystemLoader(_folder()), autoescape=True).get_template("frame.html")


def _folder() -> Path:
    """Return where the templates lie: in the package once it is installed, beside it in a checkout."""
    installed = CATALOG / "templates" / "mail"
    return installed if installed.is_dir() else CATALOG.parent / "templates" / "mail"


def _as_text(value: object) -> object:
    """Return Markdown that reads as a text, and breaks its lines where the text does."""
    if not isinstance(value, str):
        return value
    lines = [PUNCTUATION.sub(r"\\\1", line.strip()) for line in value.strip().splitlines()]
    return "\\\n".join(lines)


def _mark_ways(tokens: list[Token]) -> None:
    """Mark each link that stands alone in its paragraph: it is shown as a button."""
    for token in tokens:
        children = token.children or []
        if len(children) == 3 and children[0].type == "link_open":
            children[0].attrSet("class", "way")


def _plain(node: SyntaxTreeNode) -> str:
    """Return a block as plain words."""
    if node.type == "hr":
        return "-- "
    if node.type == "bullet_list":
        return "\n".join(_hanging("- ", "  ", item) for item in node.children)
    if node.type == "ordered_list":
        return "\n".join(_hanging(f"{number}. ", "   ", item) for number, item in enumerate(node.children, start=1))
    if node.type == "blockquote":
        return _hanging("> ", "> ", node)
    return "\n".join(_wrapped(_inline(node)))


def _hanging(first: str, further: str, node: SyntaxTreeNode) -> str:
    lines = "\n".join(_plain(child) for child in node.children).split("\n")
    return "\n".join(f"{first if number == 0 else further}{line}" for number, line in enumerate(lines))


def _wrapped(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(line, LINE_CHARACTERS, break_long_words=False, break_on_hyphens=False) or [""]


def _inline(node: SyntaxTreeNode) -> str:
    """Return the words of a paragraph; an address stands behind the words that lead to it."""
    if node.type == "text":
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    words = "".join(_inline(child) for child in node.children)
    if node.type == "link":
        return f"{words}:\n{node.attrs['href']}"
    return words
