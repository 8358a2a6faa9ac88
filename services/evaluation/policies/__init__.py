"""Scoring policies: pure modules, one per reading of a regulation, found by id in `registry`.

They import only contracts and the standard library, so a stranger can run them on a dossier alone.
A module whose name ends in a version is frozen once released: finals name a digest over its source.
"""
