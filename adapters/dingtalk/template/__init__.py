"""The card template with a form, to be imported into DingTalk's card platform."""
