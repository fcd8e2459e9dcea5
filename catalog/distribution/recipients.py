"""Who is offered the film without being asked."""

from sqlalchemy import ColumnElement, and_

from catalog.people.models import Organisation, OrganisationKind

RECIPIENTS = (
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.RECEPTION_CENTRE,
    OrganisationKind.ADVICE_CENTRE,
    OrganisationKind.WIR_OFFICE,
)


def is_recipient() -> ColumnElement[bool]:
    """Return the condition that an organisation is offered every version."""
    return and_(Organisation.active, Organisation.kind.in_(RECIPIENTS))
