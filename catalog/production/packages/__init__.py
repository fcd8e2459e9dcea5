"""A whole film in many languages, brought as one folder or ZIP with a manifest."""
