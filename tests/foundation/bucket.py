"""A real S3 server on this machine, which lets in nobody without the right secret."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

from tests.foundation.children import await_
from tests.ports import free_ports

NAME, SECRET = "filmbote", "only-for-tests"
#: The server opens all of these; each gets a free one.
PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")
OPTIONS = (
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-master.telemetry=false",
    "-master.volumeSizeLimitMB=64",
    "-volume.max=8",
    "-s3",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
)


@contextmanager
def s3_server(folder: Path) -> Iterator[dict[str, str]]:
    """Run the server; yield the settings with which a bucket of it is reached."""
    identity = {
        "name": NAME,
        "credentials": [{"accessKey": NAME, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    members = folder / "members.json"
    members.write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    door, grpc, *others = free_ports(2 + len(PORTS))
    ports = [f"-{name}={port}" for name, port in zip(PORTS, others, strict=True)]
    command = [str(Path(sys.executable).with_name("weed")), "server", f"-dir={folder}", f"-s3.config={members}"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, *OPTIONS, f"-s3.port={door}", f"-s3.port.grpc={grpc}", *ports], stdout=log, stderr=log
        )
    try:
        await_(lambda: server.poll() is not None or _answers(door), within_s=60)
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{door}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": NAME,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }
    finally:
        # Asked politely it waits for itself for half a minute; nothing in it is worth that.
        server.kill()
        server.wait()
        for port in (door, grpc, *others):
            for socket_file in Path(gettempdir()).glob(f"seaweedfs-*-{port}.sock"):
                socket_file.unlink()


def _answers(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0
