"""Where everything is kept: SQLite or PostgreSQL behind one store."""
