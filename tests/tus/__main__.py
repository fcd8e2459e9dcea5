"""The conformance of tus servers, as a table.

    python -m tests.tus --ours --nginx --reference
    python -m tests.tus https://tusd.example.org/files/
    python -m tests.tus http://127.0.0.1:8000/api/v1/uploads --metadata "purpose ZHVi" \\
        --header "X-CSRFToken: ..." --cookie "filmbote=..."
    python -m tests.tus --ours --also nginx=https://film.example.org/api/v1/uploads --sign-in editor@example.org
"""

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import tests.tus.cases  # noqa: F401 - enters the cases
from tests.tus.case import Verdict
from tests.tus.server import Server
from tests.tus.servers import PURPOSE, behind_nginx, ours, reference, signed_in
from tests.tus.table import Column, column, lines


def main() -> int:
    """Print the table; fail when a server that speaks for us broke a sentence."""
    arguments = _arguments()
    columns: dict[str, Column] = {}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="filmbote-tus-")))
        servers = list(_named(arguments))
        if arguments.ours:
            servers.append(stack.enter_context(ours(scratch / "home")))
        if arguments.nginx:
            servers.append(stack.enter_context(behind_nginx(scratch / "behind")))
        if arguments.reference:
            servers.append(stack.enter_context(reference(scratch / "reference")))
        for server in servers:
            sys.stderr.write(f"{server.name}: {server.url}\n")
            columns[server.name] = column(server)
    sys.stdout.writelines(f"{line}\n" for line in lines(columns))
    judged = [found for name, found in columns.items() if name != "@tus/server"]
    return int(any(finding.verdict == Verdict.BROKEN for found in judged for finding in found.values()))


def _named(arguments: argparse.Namespace) -> Iterator[Server]:
    """Yield the servers that are told by their addresses."""
    pairs = [("server", arguments.url)] if arguments.url else []
    pairs += [tuple(also.split("=", 1)) for also in arguments.also]
    headers = [tuple(part.strip() for part in header.split(":", 1)) for header in arguments.header]
    headers += [("Cookie", arguments.cookie)] if arguments.cookie else []
    for name, url in pairs:
        known = []
        if arguments.sign_in:
            password = os.environ.get("FILMBOTE_PASSWORD") or getpass.getpass(f"Password of {arguments.sign_in}: ")
            parts = urlsplit(url)
            known = signed_in(f"{parts.scheme}://{parts.netloc}", arguments.sign_in, password)
        yield Server(name, url, [*headers, *known], arguments.metadata or (PURPOSE if arguments.sign_in else ""))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.tus", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", nargs="?", help="where the server creates uploads")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=URL", help="a further server")
    parser.add_argument(
        "--header", action="append", default=[], metavar="'NAME: VALUE'", help="sent with every request"
    )
    parser.add_argument("--cookie", help="sent with every request")
    parser.add_argument("--metadata", help="what the server wants to be told of every file, as Upload-Metadata")
    parser.add_argument("--sign-in", metavar="EMAIL", help="sign in to Filmbote; the password is FILMBOTE_PASSWORD")
    parser.add_argument("--ours", action="store_true", help="start Filmbote and look at it")
    parser.add_argument("--nginx", action="store_true", help="start Filmbote behind our nginx, look at it")
    parser.add_argument("--reference", action="store_true", help="start @tus/server and look at it")
    arguments = parser.parse_args()
    if not (arguments.url or arguments.also or arguments.ours or arguments.nginx or arguments.reference):
        parser.error("name a server, or some of --ours, --nginx and --reference")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
