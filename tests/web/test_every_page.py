"""No page is forgotten where every page is looked at: with axe, on the smallest phone, for requests to others."""

from pathlib import Path

from tests.flows.pages import IN_A_STORY, NO_PAGES, PAGES

FLOWS = Path(__file__).parents[1] / "flows"


def pages(app):
    """Return the routes that answer with a page: a GET, to an address that names no kind of file."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and "." not in rule.rule.rpartition("/")[2] and not rule.rule.startswith("/api/")
    }


def test_every_page_is_walked_to_by_a_flow(app):
    assert pages(app) - PAGES.keys() - IN_A_STORY.keys() - NO_PAGES == set()


def test_nothing_is_named_that_is_gone(app):
    assert (PAGES.keys() | IN_A_STORY.keys() | NO_PAGES) - pages(app) == set()


def test_a_story_stands_where_it_is_said_to(app):
    assert {name for name in IN_A_STORY.values() if not (FLOWS / name).is_file()} == set()
