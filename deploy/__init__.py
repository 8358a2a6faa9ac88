"""How ekinerja is put on machines: `local` for one machine with nothing installed, else containers and clusters."""
