"""The sentences of tus 1.0 (https://tus.io/protocols/resumable-upload), chapter by chapter."""

from tests.tus.cases import checksum, core, creation, ending, interruption, patching, versions, with_upload

__all__ = ["checksum", "core", "creation", "ending", "interruption", "patching", "versions", "with_upload"]
