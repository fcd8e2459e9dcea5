"""``filmbote up``, ``serve``, ``work`` and ``migrate``: Filmbote as a service."""

import fcntl
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import IO
from urllib.request import urlopen

import click
import structlog
from rich.progress import Progress, TaskID

from catalog import demonstration
from catalog.commands.answers import Answer, answering, bring_up_to_date, house, make_ready, settings
from catalog.commands.children import Children, DiedAtOnce, live_no_longer_than
from catalog.commands.progress import STEPS, bars
from catalog.commands.server import Server
from catalog.films.lifecycle import Status
from catalog.foundation.config import Config
from catalog.foundation.runtime import Runtime, open_house
from catalog.migration import newest_form
from catalog.worker import Worker

#: How often we look whether everything is well.
LOOK_EVERY_S = 0.5
FIRST_LOOKS_EVERY_S = 0.05
ANSWER_WITHIN_S = 60.0

PARENT = click.option("--parent", type=int, hidden=True, help="The process that this one must not outlive.")


@click.command("migrate")
@answering(lambda answer: click.echo(f"The database has the form {answer['form']}."))
def migrate() -> Answer:
    """Bring the database to the form that this release needs, and enter the register of Hessen."""
    with house(may_migrate=True) as runtime:
        bring_up_to_date(runtime)
    return {"form": newest_form()}


@click.command("serve")
@PARENT
def serve(parent: int | None) -> None:
    """Answer on the web."""
    _begin(parent)
    with house() as runtime:
        config = runtime.config
    require_free_port(config)
    Server(config).run()


@click.command("work")
@PARENT
def work(parent: int | None) -> None:
    """Transcode, in as many processes as FILMBOTE_WORKERS says."""
    _begin(parent)
    with house() as runtime:
        if parent or runtime.config.workers == 1:
            _work(runtime)
            return
        workers = runtime.config.workers
    children = Children()
    with _told_to_stop() as stop:
        try:
            for _ in range(workers):
                children.start("work")
            while not stop.wait(LOOK_EVERY_S):
                _tend(children)
        finally:
            children.stop()


@click.command("up")
def up() -> None:
    """Start everything: database, register, web and workers; in a demonstration also its film."""
    config = settings()
    with _told_to_stop() as stop, _alone_in(config):
        require_free_port(config)
        runtime = open_house(config)
        make_ready(runtime, may_migrate=True)
        children = Children()
        try:
            children.start("serve")
            for _ in range(config.workers):
                children.start("work")
            if config.demonstration:
                demonstration.prepare(runtime)
            _wait_for_the_first_page(config, children, stop)
            if not stop.is_set():
                _greet(config)
            if config.demonstration:
                _demonstrate(runtime, children, stop)
            while not stop.wait(LOOK_EVERY_S):
                _tend(children)
        finally:
            children.stop()
            runtime.sessions.engine.dispose()


def require_free_port(config: Config) -> None:
    """Refuse to start where somebody else listens already."""
    try:
        socket.create_server((config.host, config.port)).close()
    except OSError as error:
        message = f"Port {config.port} is in use. Please choose another one, such as PORT={config.port + 1}."
        raise click.ClickException(message) from error


def _begin(parent: int | None) -> None:
    """Tell what happens when somebody has started us; under a parent, only what goes wrong."""
    if parent:
        live_no_longer_than(parent)
    else:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))


def _work(runtime: Runtime) -> None:
    worker = Worker(runtime, f"{socket.gethostname()}-{os.getpid()}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Return the event that Ctrl-C and SIGTERM set."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _alone_in(config: Config) -> Iterator[IO[str]]:
    """Hold the home for ourselves; a second ``up`` in the same one is refused."""
    config.home.mkdir(parents=True, exist_ok=True)
    with (config.home / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"Filmbote is running in {config.home} already. Please stop it, or choose another FILMBOTE_HOME."
            raise click.ClickException(message) from error
        yield lock


def _tend(children: Children) -> None:
    try:
        children.tend()
    except DiedAtOnce as error:
        message = "Filmbote could not stay up; the reason stands above."
        raise click.ClickException(message) from error


def _wait_for_the_first_page(config: Config, children: Children, stop: threading.Event) -> None:
    rounds = int(ANSWER_WITHIN_S / FIRST_LOOKS_EVERY_S)
    for _ in range(rounds):
        if stop.wait(FIRST_LOOKS_EVERY_S) or _answers(config):
            return
        _tend(children)
    message = "The web server does not answer."
    raise click.ClickException(message)


def _answers(config: Config) -> bool:
    try:
        with urlopen(f"http://{config.host}:{config.port}/", timeout=5) as page:
            return bool(page.status == 200)
    except (OSError, HTTPException):
        return False


def _greet(config: Config) -> None:
    click.echo(f"Filmbote answers at {config.public_url}/")
    if config.demonstration:
        click.echo(f"Sign in at {config.public_url}/account/sign-in with the password {demonstration.PASSWORD} as")
        for person in demonstration.SIGN_INS:
            click.echo(f"  {person.email:<32} {person.role.value}")
    click.echo("Ctrl-C stops everything.")


def _demonstrate(runtime: Runtime, children: Children, stop: threading.Event) -> None:
    """Let the demonstration's people do their part, and show how its languages come, until all are there."""
    told: set[str] = set()
    with bars() as progress:
        shown: dict[str, TaskID] = {}
        while not demonstration.advance(runtime):
            _show(progress, shown, runtime, told)
            if stop.wait(LOOK_EVERY_S):
                return
            _tend(children)
    click.echo("All languages of the demonstration are there.", err=True)


def _show(progress: Progress, shown: dict[str, TaskID], runtime: Runtime, told: set[str]) -> None:
    """Bring the bars up to date; where there is no terminal, say once of each language that it is there."""
    for state in demonstration.progress(runtime):
        if state.status == Status.PUBLISHED and state.language not in told:
            told.add(state.language)
            progress.console.print(f"{state.language} is there")
        if state.task:
            if state.language not in shown:
                shown[state.language] = progress.add_task(state.language, total=100)
            description = f"{state.language}: {STEPS.get(state.task, state.task)}"
            progress.update(shown[state.language], description=description, completed=state.percent)
        elif state.language in shown:
            progress.remove_task(shown.pop(state.language))
