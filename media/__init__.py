"""The workshop: paths and numbers in, facts and files out."""
