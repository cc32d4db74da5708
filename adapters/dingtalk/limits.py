"""DingTalk's limits, as published or reported from the field, less a margin where its own counting is not known exactly."""

TEXT_BYTES = 11_000  # of a message's text as JSON; msgParam may have 15,000 bytes, a session's webhook takes 20,000
PARAM_BYTES = 14_500  # of a whole msgParam; 15,000 are documented
CARD_BYTES = 11_000  # of one value of a card; 1 KB is documented, 18,000 characters work in the field; a refusal leads to a plain message
LINE_CHARACTERS = 1_000  # of one line before it is made inert, which makes it at most seven times as long
ACTIONS = 5  # buttons of an action card sent by API

PEOPLE_A_CALL = 20  # whom one batchSend may name
GATHER = 0.02  # seconds in which equal messages to several people are gathered for one call
CALLS_A_SECOND = 20  # of one API
SECOND = 1.01  # what counts as one, since calls do not all take equally long to arrive
SPREAD = 1.02  # seconds over which as many messages are spread that the bot sends of itself
REDRAWN_A_SECOND = 18  # cards
LONGEST_WAIT = 5.0  # seconds a call waits for its turn before it is put off instead
WEBHOOK_A_MINUTE = 18  # messages through one conversation's webhook; 20 are documented, then it is closed for ten minutes
WEBHOOK_MARGIN = 30  # seconds before its end from which a webhook is not used any more

SIGNATURE_SECONDS = 3600  # how old a signed request may be
TOKEN_MARGIN = 300  # seconds before its end from which a token is renewed
CARDS_PAUSE = 600  # seconds without cards after DingTalk has refused them as such
QUOTA_PAUSE = 3600  # the same when the month's calls are used up
