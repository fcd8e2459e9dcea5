"""Staff with a hundred languages find theirs: what is to be done comes first, one is chosen, and nothing is lost."""

import re

import pytest

from catalog.distribution.stages import EventKind
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.people import links
from catalog.web.recipient.listing import AT_ONCE, MANY

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED
RECALLED, DESTROYED = EventKind.RECALLED, EventKind.DESTROYED
TAGS = list(LANGUAGES)


@pytest.fixture
def offer(session, make):
    """Offer a version to Gründau, without files."""

    def offered(tag, happened=(), film=None, status=Status.PUBLISHED, **facts):
        version = make.version(tag, status, make.film(*film) if film else None, **facts)
        delivery = make.delivery(version, events=(OFFERED, *happened))
        session.commit()
        return delivery

    return offered


@pytest.fixture(params=["signed in", "by link"])
def door(request, session, make, config):
    """A browser at the recipient's door, and the address of the door."""
    if request.param == "signed in":
        return request.getfixturevalue("clerk"), "/recipient/"
    address = links.address_of(config, make.link(make.organisation())).removeprefix(config.public_url)
    session.commit()
    return request.getfixturevalue("client"), address


def rows(page):
    """The numbers of the deliveries that the lists of a page name, in its order."""
    lists = page.text.partition('<h2 id="')[2].partition('<div class="cards reports">')[0]
    return [int(number) for number in re.findall(r'<h3>\s*<a href="[^"]*/deliveries/(\d+)', lists)]


def parts(page):
    return re.findall(r'<h2 id="(waiting|have)">', page.text)


def test_every_language_is_reached_by_links_alone_and_stands_on_one_page(door, offer):
    browser, address = door
    deliveries = {offer(tag, (COLLECTED, ACKNOWLEDGED) if number % 2 else ()).id for number, tag in enumerate(TAGS)}
    seen, there = [], f"{address}?ui=en"

    while there:
        page = browser.get(there)
        assert len(rows(page)) <= AT_ONCE
        seen += rows(page)
        found = re.search(r'rel="next"\s+href="([^"]+)"', page.text)
        there = found and found[1].replace("&amp;", "&")

    assert sorted(seen) == sorted(deliveries)


def test_the_table_of_the_status_is_as_complete_and_names_what_is_lacking_once(door, session, make, offer):
    browser, address = door
    make.organisation().needed_languages = TAGS[-1:]
    deliveries = {offer(tag, (COLLECTED,)).id for tag in TAGS[:-1]}

    first, second = (browser.get(f"{address}status?ui=en&page={number}").text for number in (1, 2))
    chosen = browser.get(f"{address}status?ui=en&language={TAGS[3]}").text

    assert {int(number) for number in re.findall(r'/deliveries/(\d+)["?]', first + second)} == deliveries
    assert [page.count("it has not been published yet") for page in (first, second, chosen)] == [1, 0, 0]
    assert len(re.findall(r'/deliveries/\d+["?]', chosen)) == 1


def test_what_waits_stands_before_what_is_there_on_whatever_page(clerk, offer):
    done = [offer(tag, (COLLECTED, ACKNOWLEDGED)).id for tag in TAGS[: AT_ONCE - 1]]
    play = offer(TAGS[-2], (COLLECTED,)).id
    waiting = offer(TAGS[-1]).id

    first, second = clerk.get("/recipient/"), clerk.get("/recipient/?page=2")

    assert rows(first)[:2] == [waiting, play]
    assert rows(first)[2:] + rows(second) == done
    assert parts(second) == ["have"]


def test_one_language_is_chosen_from_all_films(door, offer):
    browser, address = door
    for tag in TAGS[:MANY]:
        offer(tag, (COLLECTED, ACKNOWLEDGED))
    arabic = [offer("ar", film=(f"film-{number}", f"Film {number}")).id for number in range(2)]

    page = browser.get(f"{address}?ui=en&language=ar")

    assert rows(page)[:2] == arabic
    assert len(rows(page)) == (3 if "ar" in TAGS[:MANY] else 2)
    assert '<option value="ar" selected>Arabic</option>' in page.text
    assert f"{len(rows(page))} language versions" in page.text
    assert "Show all" in page.text


def test_a_film_is_chosen_and_the_choice_goes_on_to_the_next_page(clerk, offer):
    for tag in TAGS:
        offer(tag)
    other = offer("ar", film=("traffic", "Im Verkehr"))
    edition = str(other.version.edition_id)

    chosen = clerk.get(f"/recipient/?film={edition}")
    long = clerk.get(f"/recipient/?film={int(edition) - 1}")

    assert rows(chosen) == [other.id]
    assert len(rows(long)) == AT_ONCE
    assert f"film={int(edition) - 1}" in re.search(r'rel="next"\s+href="([^"]+)"', long.text)[1]


@pytest.mark.parametrize("made_up", ["language=xx", "film=4711", "film=x", "page=0", "page=99", "page=x"])
def test_what_cannot_be_chosen_counts_as_nothing(clerk, offer, made_up):
    delivery = offer("ar")

    page = clerk.get(f"/recipient/?{made_up}")

    assert (page.status_code, rows(page)) == (200, [delivery.id])


def test_a_short_list_has_no_choice_and_a_chosen_one_keeps_what_is_wanted(clerk, session, make, offer):
    make.organisation().needed_languages = TAGS[-1:]
    for tag in TAGS[:MANY]:
        offer(tag, (COLLECTED,))
    assert 'class="choice"' not in clerk.get("/recipient/").text

    offer(TAGS[MANY], (COLLECTED,))
    page = clerk.get(f"/recipient/?ui=en&language={TAGS[MANY]}").text

    assert 'class="choice"' in page
    assert f"You have downloaded {MANY + 1} films" in page
    assert LANGUAGES[TAGS[-1]].own_name in page.partition('id="lacking"')[2].partition("</section>")[0]


def test_films_that_have_the_same_language_are_told_apart_in_the_words_of_the_reader(clerk, offer):
    offer("ar", title="الشرطة")
    offer("ar", film=("traffic", "Im Verkehr"), title="في الطريق")

    for address in ("/recipient/", "/recipient/status"):
        page = clerk.get(address).text
        assert "Die Polizei" in page
        assert "Im Verkehr" in page


def test_buttons_that_look_alike_are_told_apart_by_ear(clerk, sent):
    sent("ar")
    sent("fa", (COLLECTED,))

    page = clerk.get("/recipient/?ui=en").text

    assert re.search(r'aria-label="Download \(200[^"]*: Arabic"', page)
    assert 'aria-label="It has arrived and plays: Persian (Farsi)"' in page


def test_a_recall_that_is_settled_is_folded_and_can_still_be_opened(clerk, session, offer):
    settled = offer("ar", (COLLECTED, RECALLED, DESTROYED), status=Status.RECALLED)

    page = clerk.get("/recipient/?ui=en").text

    assert "Please do not show" not in page
    folded = page.partition('class="settled"')[2].partition("</details>")[0]
    assert "One recalled revision is settled" in folded
    assert f"/recipient/deliveries/{settled.id}" in folded


def test_every_page_costs_the_same_queries_for_one_language_and_for_all(door, count_questions, offer):
    browser, address = door

    def queries():
        found = []
        for tail in ("", "?language=de", "status", "screenings", f"deliveries/{delivery.id}"):
            with count_questions() as statements:
                assert browser.get(f"{address}{tail}").status_code == 200
            found.append(len(statements))
        return found

    delivery = offer("de", (COLLECTED,))
    queries()
    one = queries()
    for number, tag in enumerate(TAGS):
        offer(tag, (COLLECTED,) * (number % 3), film=("traffic", "Im Verkehr"))

    assert queries() == one
