"""Other machines search as people do."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.searching import filling


@pytest.fixture
def on_show(make, runtime):
    make.version("ar", Status.PUBLISHED, title="الشرطة في خدمتكم", description="110")
    make.version("de", Status.PUBLISHED, title="Die Polizei hilft Ihnen")
    make.session.commit()
    filling.fill_up(runtime)


def test_a_machine_finds_what_people_find(client, on_show):
    assert client.get("/api/v1/search", query_string={"q": "شرطه"}).json == {
        "by_sound": False,
        "cut_off": False,
        "found": [
            {
                "film": "polizei",
                "language": "ar",
                "spoken": "ar",
                "title": "الشرطة في خدمتكم",
                "lines": [
                    {"kind": "title", "at_s": 0, "text": "الشرطة في خدمتكم", "address": "/film/polizei/ar"},
                ],
            }
        ],
    }


@pytest.mark.parametrize("question", [{}, {"q": "x" * 10_000}])
def test_a_machine_is_told_what_is_no_question(client, question):
    refused = client.get("/api/v1/search", query_string=question)

    assert refused.status_code == 422
    assert refused.json["sentence"]
