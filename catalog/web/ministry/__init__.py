"""The ministry's door: films, language versions, the work on them, where they went, and who may do what."""

from catalog.web.ministry import accounts, board, films, handing_in, jobs, organisations, oversight, versions

BLUEPRINTS = [
    films.bp,
    handing_in.bp,
    versions.bp,
    board.bp,
    organisations.bp,
    jobs.bp,
    accounts.bp,
    oversight.bp,
]
