"""What every service stands on. Knows events, streams and topics; knows no word of the domain."""
