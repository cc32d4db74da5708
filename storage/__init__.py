"""Where everything is kept: SQLite or PostgreSQL behind one store; `storage.store.open_store` is the door."""
