"""The record of actions can be read, page by page, by those who answer for the service."""

import ast
from functools import cache
from pathlib import Path

import pytest
from flask import get_template_attribute

from catalog.foundation import audit
from catalog.people.permissions import MACHINE, Role

ROOT = Path(__file__).parents[3]


@pytest.fixture
def administrator(make, desk):
    for number in range(120):
        audit.record(make.session, MACHINE, "approved", f"version:{number}", step=number)
    return desk(Role.ADMINISTRATOR)


def test_the_latest_actions_stand_on_the_first_page(administrator):
    page = administrator.look("/ministry/audit").text

    assert "version:119" in page
    assert "step: 119" in page
    assert "version:50<" not in page
    assert "Page 1 of 3" in page


def test_earlier_actions_stand_on_later_pages(administrator):
    assert "version:0<" in administrator.look("/ministry/audit?page=3").text


@pytest.mark.parametrize("page", ["0", "-1", "99", "nonsense", "9" * 30])
def test_a_page_that_is_not_there_does_no_harm(administrator, page):
    assert administrator.look(f"/ministry/audit?page={page}").status_code == 200


@cache
def verbs() -> set[str]:
    """Return every deed that the house writes down: the third argument of each ``audit.record``.

    Where that is a name, every string counts that a module calls so in capitals.
    """
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "catalog").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    said = [node.args[2] for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"]
    names = {name.id for name in said if isinstance(name, ast.Name)}
    called = {
        ast.literal_eval(node.value)
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and ast.unparse(node.targets[0]) in names
    }
    return called | {ast.literal_eval(word) for word in said if isinstance(word, ast.Constant)}


def test_every_action_has_words_of_its_own(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        words = get_template_attribute("macros/work.html", "deed_words")
        without = [verb for verb in verbs() if words(verb) == verb]

    assert len(verbs()) > 15
    assert without == []


def test_an_editor_does_not_read_the_record(editor):
    assert editor.look("/ministry/audit").status_code == 403
