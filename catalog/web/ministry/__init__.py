"""The ministry's door: films, language versions, the work on them, where they went, and who may do what."""

from catalog.web.ministry import accounts, films, handing_in, jobs, oversight, versions

BLUEPRINTS = [films.bp, handing_in.bp, versions.bp, jobs.bp, accounts.bp, oversight.bp]
