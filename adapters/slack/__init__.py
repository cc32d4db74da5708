"""Slack, over Socket Mode or HTTP."""
