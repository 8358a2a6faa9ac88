"""A real Apache Kafka and a real PostgreSQL on one machine, as ordinary child processes and without containers.

For `make demo`, `make up` and the tests; never for production: no passwords, one node, loopback only.
Everything lies in folders the caller names, so nothing is left in the home directory.
"""
