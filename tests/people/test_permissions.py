"""Who may do what: the table of the statute book, cell by cell."""

import pytest

from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Action, Actor, Role, require

#: Read it as the ministry signed it: one line an action, one column a role; x: may.
STATUTE = """
                   administrator  editor  reviewer  recipient  operator
see_ministry             x           x        x         .         x
enter_film               x           x        .         .         x
upload                   x           x        .         .         x
approve                  .           .        x         .         .
publish                  x           x        .         .         x
override                 x           .        .         .         .
recall                   x           x        .         .         x
campaign                 x           x        .         .         x
keep_ledger              x           x        .         .         x
see_coverage             x           x        x         .         x
keep_register            x           .        .         .         x
keep_accounts            x           .        .         .         x
see_audit                x           .        .         .         x
see_deliveries           .           .        .         x         .
collect                  .           .        .         x         .
acknowledge              .           .        .         x         .
report_screening         .           .        .         x         .
request_language         .           .        .         x         .
settle                   .           .        .         x         .
"""
HEAD, *LINES = (line.split() for line in STATUTE.strip().splitlines())
CELLS = [(role, action, cell == "x") for action, *cells in LINES for role, cell in zip(HEAD, cells, strict=True)]


@pytest.mark.parametrize(("role", "action", "allowed"), CELLS)
def test_a_role_may_what_the_table_says(role, action, allowed):
    assert Actor(Role(role), "somebody").may(Action(action)) == allowed


def test_the_table_names_every_role_and_every_action():
    assert [role.value for role in Role] == HEAD
    assert [action for action, *_ in LINES] == [action.value for action in Action]


def test_nobody_who_uploads_approves():
    assert not [role for role in Role if Actor(role, "").may(Action.UPLOAD) and Actor(role, "").may(Action.APPROVE)]


def test_a_deed_goes_on_only_for_those_who_may():
    require(MACHINE, Action.KEEP_REGISTER)

    with pytest.raises(NotPermitted):
        require(MACHINE, Action.APPROVE)
