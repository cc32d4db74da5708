"""What goes in and out as files: people, teams, days and OKRs, all or nothing, and the whole as `okrbot/1`."""
