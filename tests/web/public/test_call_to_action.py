"""What a viewer is asked to do stands below the film's description, in the film's own script."""

ARABIC = "اتصلوا بالرقم 110 <الآن>."


def test_everybody_reads_what_to_do_in_the_films_own_direction(client, shows):
    shows("ar", call_to_action=ARABIC)

    page = client.get("/film/polizei/ar").text

    around = page.partition("call-to-action")[2].partition("</p>")[0]
    assert 'lang="ar"' in around
    assert 'dir="rtl"' in around
    assert "اتصلوا بالرقم 110 &lt;الآن&gt;." in around


def test_a_film_that_asks_for_nothing_leaves_no_gap(client, shows):
    shows("ar")

    assert "call-to-action" not in client.get("/film/polizei/ar").text


def test_machines_are_told_too(client, shows):
    shows("ar", call_to_action=ARABIC)

    assert client.get("/api/v1/versions/polizei/ar").json["call_to_action"] == ARABIC
