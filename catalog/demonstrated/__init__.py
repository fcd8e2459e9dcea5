"""What has happened to the demonstration's film before anybody looks: it was sent out weeks ago.

Nobody has done any of it. It is laid down just before a version of the
demonstration is published, from the keys of the organisations, so that every
demonstration tells the same; and never in a house that is none. Whoever can
sign in has no past: what waits there is for a visitor to go through.
"""
