"""The platforms: each turns what it receives into events and messages into what it shows."""
