"""The platform's limits, as published, less a margin where its own counting is not known exactly."""

CARD_BYTES = 26_000  # of a card as JSON; 30 KB are documented, and styled content grows inside
CARD_TAGS = 190  # objects with a `tag`, texts too; 200 are documented
CARD_TABLES = 5
TABLE_COLUMNS = 50
TABLE_ROWS = 60  # in one table; the client shows PAGE_ROWS at once
TABLE_BYTES = 12_000
PAGE_ROWS = 10
PARAGRAPH = 3_000  # characters in one element; nothing is published
BUTTONS_IN_A_ROW = 10
ALIKE_BUTTONS = 3  # up to so many are all drawn as wide as the card where one of them has to be
BUTTON_WIDTH = 24  # half-width signs that a phone shows of a button beside another
INPUT_TEXT = 1_000
PLACEHOLDER = 100
PERSON_OPTIONS = 100
CHARTS = 2  # 5 are advised at most; each needs much room
TEXT_CHARACTERS = 40_000  # of a text message; 150 KB are documented
UUID = 50
ALT_TEXT = 300  # characters beside a picture; nothing is published, and a card has to hold them
IMAGE_BYTES = 10 * 2**20

CALLS_A_SECOND = 45  # of one API; 50 are documented
CALLS_A_MINUTE = 995  # of one API; 1,000 are documented
SPREAD_A_MINUTE = 978  # what the bot sends of itself, answers included; the rest is room for what goes at once
MESSAGE_GAP = 0.22  # seconds between two messages to one person or group, or two redraws of one message; 5 a second are allowed
