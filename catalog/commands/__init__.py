"""The command line, one file for each thing that it handles."""
