"""The life of a language version, from the first upload to its end. Pure."""

from enum import StrEnum

from catalog.foundation.errors import N_, Refused


class Status(StrEnum):
    """Where a revision of a language version stands."""

    DRAFT = "draft"
    PROCESSING = "processing"
    #: Inspection has a question that only a person can answer.
    ASKING = "asking"
    #: Inspection or the workshop refused what was uploaded; a better file may follow.
    REFUSED = "refused"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"


NEXT: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.PROCESSING}),
    Status.PROCESSING: frozenset({Status.IN_REVIEW, Status.ASKING, Status.REFUSED}),
    Status.ASKING: frozenset({Status.PROCESSING, Status.REFUSED}),
    Status.REFUSED: frozenset({Status.DRAFT, Status.IN_REVIEW}),
    Status.IN_REVIEW: frozenset({Status.APPROVED, Status.REFUSED, Status.PROCESSING}),
    Status.APPROVED: frozenset({Status.PUBLISHED, Status.REFUSED, Status.IN_REVIEW}),
    Status.PUBLISHED: frozenset({Status.SUPERSEDED, Status.RECALLED}),
    Status.SUPERSEDED: frozenset({Status.RECALLED}),
    Status.RECALLED: frozenset(),
}

#: A revision in one of these is still being made; another one has to wait.
UNDER_WAY = frozenset({Status.DRAFT, Status.PROCESSING, Status.ASKING, Status.IN_REVIEW, Status.APPROVED})


class WrongStatus(Refused):
    """A version cannot go from the status it has to the one that was wanted."""

    sentence = N_(
        "A language version at this point of its life does not allow this. "
        "Please reload the page to see where it stands."
    )


def step(now: Status, wanted: Status) -> Status:
    """Return ``wanted`` when the life of a version allows it after ``now``.

    Raises:
        WrongStatus: it does not.
    """
    if wanted not in NEXT[now]:
        raise WrongStatus(status=now.value, wanted=wanted.value)
    return wanted
