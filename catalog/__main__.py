"""``python -m catalog`` and ``filmbote`` are the command line."""

import gc

# What is imported stays to the end: to look for garbage among it costs a tenth of the start.
gc.disable()

from catalog.cli import main  # noqa: E402 - after the above, which is what it is for

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main(prog_name="filmbote")
