"""A recipient reads what the viewers of a film are asked to do."""


def test_what_viewers_shall_do_stands_below_the_title(clerk, sent, session):
    delivery = sent("ar")
    delivery.version.call_to_action = "اتصلوا بالرقم 110."
    session.commit()

    page = clerk.get(f"/recipient/deliveries/{delivery.id}").text

    around = page.partition("call-to-action")[2].partition("</p>")[0]
    assert 'lang="ar" dir="rtl"' in around
    assert "اتصلوا بالرقم 110." in around
