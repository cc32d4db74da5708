"""How to hold a conversation: events in, messages out, and nothing about OKRs."""
