"""Slack's limits, as published; where only observations exist, the smallest number observed, less a margin."""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_WEIGHT = 12_000  # characters of a message's blocks as JSON; refusals (msg_blocks_too_long) begin at about 13,200
VIEW_WEIGHT = 240_000  # characters of a view as JSON
SUMMARY = 3_000  # the top-level text: 4,000 at most when a message is edited, and escaping makes it longer
HEADER = 150
PARAGRAPH = 3_000  # one run of rich text; nothing is published, sections take as much
SMALL_PRINT = 2_000  # one element of a context block
ACTIONS = 25  # buttons in one row
BUTTON_LABEL = 75
BUTTON_VALUE = 2_000
LABEL = 2_000  # of an input, and its hint
OPTIONS = 100
OPTION_GROUPS = 100
OPTION_LABEL = 75
OPTION_VALUE = 75  # 150 in one place of the documentation, 75 in another
INPUT_TEXT = 3_000
MODAL_TITLE = 24
PRIVATE_METADATA = 3_000
TABLE_ROWS, TABLE_COLUMNS = 100, 20
TABLE_CHARACTERS = 8_000  # all cells together; 10,000 are documented
ALT_TEXT = 2_000
METADATA = 15_000  # of a message as JSON

SPREAD_A_MINUTE = 294  # what the bot sends of itself in all; several hundred are allowed

FIELDS_IN_MESSAGE = 10  # more inputs than that are better filled in a modal
