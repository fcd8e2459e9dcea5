"""The command line. Exit codes: 0 done, 2 wrong usage, 3 refused, 1 anything else."""

import logging
import sys

import click
import structlog

from catalog.commands import (
    accounts,
    campaigns,
    films,
    handing_in,
    letters,
    packages,
    register,
    service,
    status,
    versions,
    words,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="filmbote")
def main() -> None:
    """Filmbote carries an information film, in every language, to everybody who should see it."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        # Standard output belongs to the answers.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


films.film.add_command(words.words)
for of_version in (handing_in.add, handing_in.answer):
    versions.version.add_command(of_version)
for command in (
    service.up,
    service.serve,
    service.work,
    service.migrate,
    register.register,
    letters.letters,
    films.film,
    versions.version,
    packages.import_package,
    campaigns.campaign,
    status.status,
    status.check,
    accounts.account,
):
    main.add_command(command)
