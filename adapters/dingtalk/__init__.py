"""DingTalk: one internal app of a company with its robot, over the Stream or over HTTP callbacks."""
