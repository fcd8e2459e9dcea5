"""How every command answers: in words, or with ``--json`` as one object on standard output.

A refusal ends with exit code 3. In the object it has a code, a sentence and
the findings that led to it; without ``--json`` its sentence goes to standard error.
"""

import functools
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from catalog import demonstration
from catalog.foundation.config import BadSettings, Config, config_from
from catalog.foundation.database import alone
from catalog.foundation.errors import N_, FilmboteError, Refused
from catalog.foundation.runtime import Runtime, open_house
from catalog.foundation.storage import StorageFull
from catalog.migration import form_of, migrate, newest_form
from catalog.people import accounts, organisations
from catalog.people.models import Account, Organisation
from catalog.people.permissions import MACHINE, Actor
from media.errors import MediaError

FAILED, REFUSED = 1, 3
#: Two processes that start at once do not both fill an empty house.
READY = "make the house ready"
#: With less, the embedded database cannot even open its journal.
LEAST_ROOM_BYTES = 1 << 20

Answer = dict[str, Any]


class NotMigrated(Refused):
    """The database belongs to another release."""

    sentence = N_("The database does not have the form that this release needs. Please run “filmbote migrate” first.")


class RefusedWith(Refused):
    """A refusal that has more to tell a machine than its sentence."""

    def __init__(self, answer: Answer, **places: object) -> None:
        super().__init__(**places)
        self.answer = answer


class VersionRefused(RefusedWith):
    """Inspection or the workshop has refused what was handed in; the answer is what ``version show`` says of it."""

    sentence = N_("The language version was refused: %(reasons)s")

    def __init__(self, version: Answer) -> None:
        reasons = [finding["sentence"] for finding in version["findings"] if finding["blocking"]]
        super().__init__(version, reasons=" ".join(reasons))


def answering(show: Callable[[Answer], None]) -> Callable[[Callable[..., Answer]], Callable[..., None]]:
    """Give a command the option ``--json``; ``show`` tells its answer in words."""

    def decorate(command: Callable[..., Answer]) -> Callable[..., None]:
        @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
        @functools.wraps(command)
        def run(*, as_json: bool, **given: object) -> None:
            try:
                with _disk_watched():
                    answer = command(**given)
            except (FilmboteError, MediaError) as refusal:
                if as_json:
                    _print(_refusal(refusal))
                else:
                    click.echo(str(refusal), err=True)
                raise click.exceptions.Exit(REFUSED) from refusal
            if as_json:
                _print(answer)
            else:
                show(answer)
            if answer.get("ok") is False:
                raise click.exceptions.Exit(FAILED)

        return run

    return decorate


def settings() -> Config:
    """Return the settings of the environment, or end with what is wrong with them."""
    try:
        return config_from()
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def house(*, may_migrate: bool = False) -> Iterator[Runtime]:
    """Open the house that the settings name, for one command. The embedded database is always brought up to date.

    Raises:
        NotMigrated: another database lacks a step, and steps in it are taken only by hand.
    """
    runtime = open_house(settings())
    try:
        make_ready(runtime, may_migrate=may_migrate or runtime.config.on_sqlite)
        yield runtime
    finally:
        runtime.sessions.engine.dispose()


def make_ready(runtime: Runtime, *, may_migrate: bool) -> None:
    """See that the database has this release's form and knows Hessen; a demonstration also gets its people.

    Raises:
        NotMigrated: it lacks a step, and steps are taken only by hand.
    """
    with runtime.question() as session:
        fitting = form_of(session.connection()) == newest_form()
    if not fitting and not may_migrate:
        raise NotMigrated
    if not fitting or not _knows_hessen(runtime):
        bring_up_to_date(runtime)
    if runtime.config.demonstration and not _knows_its_people(runtime):
        with runtime.transaction() as session:
            alone(session.connection(), READY)
            demonstration.enter_accounts(session)


def bring_up_to_date(runtime: Runtime) -> None:
    """Take every step that the database lacks, and enter the register of Hessen."""
    migrate(runtime.sessions.engine)
    with runtime.transaction() as session:
        alone(session.connection(), READY)
        organisations.seed(session)


def _knows_its_people(runtime: Runtime) -> bool:
    with runtime.question() as session:
        return session.scalar(select(Account.id).where(Account.email == demonstration.EDITOR.email)) is not None


def _knows_hessen(runtime: Runtime) -> bool:
    with runtime.question() as session:
        return session.scalar(select(Organisation.id).limit(1)) is not None


def actor_named(runtime: Runtime, name: str | None) -> Actor:
    """Return the actor for ``--as``: an account, or the operator when none is named.

    Raises:
        NoSuchAccount: nobody has this address or name.
    """
    if name is None:
        return MACHINE
    with runtime.question() as session:
        return accounts.named(session, name).actor


@contextmanager
def _disk_watched() -> Iterator[None]:
    """Say that the disk is full where the database only says that it cannot go on."""
    try:
        yield
    except OperationalError as error:
        if shutil.disk_usage(settings().home).free < LEAST_ROOM_BYTES:
            raise StorageFull from error
        message = f"The database does not answer: {error.orig}"
        raise click.ClickException(message) from error


def _refusal(refusal: FilmboteError | MediaError) -> Answer:
    answer = refusal.answer if isinstance(refusal, RefusedWith) else {"findings": []}
    return {"error": {"code": refusal.code, "sentence": str(refusal)}, **answer}


def _print(answer: Answer) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
