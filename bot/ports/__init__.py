"""What the bot asks of the outside: platforms to speak through, a store to remember with, a clock to look at."""

from bot.ports.clock import Clock
from bot.ports.memory import Clash, Done, Due, GoalStore, OutboxState, OutboxStore, Outgoing, Store, TalkStore, Tx
from bot.ports.people import PeopleStore
from bot.ports.platforms import Abilities, Adapter, Forged, Later, Never, Outcome, Pace, Post, Problem, Profile, Receive, Uncertain
from bot.ports.proposer import NoProposals, Proposer, Sentence

__all__ = [
    "Abilities",
    "Adapter",
    "Clash",
    "Clock",
    "Done",
    "Due",
    "Forged",
    "GoalStore",
    "Later",
    "Never",
    "NoProposals",
    "OutboxState",
    "OutboxStore",
    "Outcome",
    "Outgoing",
    "Pace",
    "PeopleStore",
    "Post",
    "Problem",
    "Profile",
    "Proposer",
    "Receive",
    "Sentence",
    "Store",
    "TalkStore",
    "Tx",
    "Uncertain",
]
