"""Pictures for where people would rather look than read; with a font of our own, because servers have none for Chinese."""
