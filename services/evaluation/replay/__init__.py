"""Recomputing every final from the topics alone: for auditors, who trust no service and no database."""
