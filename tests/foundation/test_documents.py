import shutil
from io import BytesIO

import pytest
from pypdf import PdfReader

from catalog.foundation import documents

SQUARE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='3' height='3'/></svg>"
PAGE = """
#import "paper.typ": paper
#let data = json(bytes(sys.inputs.data))
#show: paper.with(title: data.title)
= #data.title
#data.text
#image(bytes(data.picture), format: "svg", alt: "A square")
#table(columns: 2, table.header[Place][Copies], [Alsfeld], [2])
"""


@pytest.fixture
def printed(tmp_path, monkeypatch):
    """Return what prints a page with a heading, a text, a picture and a table."""
    shutil.copytree(documents.CATALOG.parent / "templates" / "documents", tmp_path / "templates" / "documents")
    (tmp_path / "templates" / "documents" / "page.typ").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(documents, "CATALOG", tmp_path)

    def reader(title="Receipt", text="It has arrived."):
        content = documents.pdf("page.typ", {"title": title, "text": text, "picture": SQUARE})
        return PdfReader(BytesIO(content))

    return reader


def kinds_in(element):
    """Return the kinds of a tag and of all below it, in reading order."""
    element = element.get_object()
    if not isinstance(element, dict):
        return []
    below = element.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    children = below if isinstance(below, list) else [below]
    return [element.get("/S"), *(kind for child in children for kind in kinds_in(child))]


def test_a_document_is_tagged_and_its_text_can_be_read_out(printed):
    document = printed()
    root = document.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert "It has arrived." in document.pages[0].extract_text()
    assert {"/H1", "/Figure", "/Table", "/TH", "/TD"} <= set(kinds_in(root["/StructTreeRoot"]))


def test_it_says_of_itself_that_it_is_accessible(printed):
    document = printed()

    assert document.metadata.title == "Receipt"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document.trailer["/Root"]["/Metadata"].get_data()


def test_what_somebody_typed_is_printed_as_it_was_typed(printed):
    typed = '#panic("no") *bold* $x$ @ref // "quoted" \\'

    assert typed in printed(text=typed).pages[0].extract_text()


@pytest.mark.parametrize("name", ["Grünberg", "Łódź", "ትግርኛ", "فارسی", "漢字 🎬"])
def test_a_name_in_any_script_can_be_printed(printed, name):
    assert printed(title=name).metadata.title == name
