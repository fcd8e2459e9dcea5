from catalog.people.predecessors import predecessors_of


def test_who_has_gone_into_an_organisation_is_found_by_way_of_others(session, make):
    town = make.organisation()
    village = make.organisation(key="06435098", name="Lieblos", successor_id=town.id, active=False)
    make.organisation(key="06435097", name="Gettenbach", successor_id=village.id, active=False)
    make.organisation(key="06435014", name="Hanau")

    assert [one.name for one in predecessors_of(session, town.id)] == ["Gettenbach", "Lieblos"]
    assert predecessors_of(session, make.organisation(key="06435014").id) == []


def test_two_that_name_each_other_do_not_run_in_circles(session, make):
    town = make.organisation()
    other = make.organisation(key="06435098", name="Lieblos", successor_id=town.id)
    town.successor_id = other.id
    session.flush()

    assert [one.name for one in predecessors_of(session, town.id)] == ["Lieblos"]
