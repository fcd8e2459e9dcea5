"""Ports for the servers that tests start: nobody else takes one between its choice and its use."""

import random
import socket
from pathlib import Path

#: The kernel hands out ports from here on by itself, to whoever asks for any.
HANDED_OUT_FROM = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
LOWEST = 10_000

#: What this process holds as long as it lives: a name for each of its ports, which only one process can have.
_held: list[socket.socket] = []


def free_ports(count: int) -> list[int]:
    """Return ports of this machine on which nobody listens, and which are given to no other process of tests."""
    ports: list[int] = []
    while len(ports) < count:
        port = random.randrange(LOWEST, HANDED_OUT_FROM)  # noqa: S311 - no secret
        if _held_by_us(port) and _is_free(port):
            ports.append(port)
    return ports


def free_port() -> int:
    return free_ports(1)[0]


def _held_by_us(port: int) -> bool:
    """Return whether the name for a port became ours; the kernel keeps such names without files."""
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0filmbote-test-port-{port}")
    except OSError:
        name.close()
        return False
    _held.append(name)
    return True


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
