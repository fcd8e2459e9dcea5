"""The recipients' door: what was sent to them, what they have and lack."""

from flask import Blueprint

BLUEPRINTS: list[Blueprint] = []
