"""The workshop: paths and numbers go in, frozen facts and files come out.

It knows no database, no request and no user.
"""
