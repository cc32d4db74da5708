"""Feishu and Lark: one app of a company, over its long connection or its webhook."""
