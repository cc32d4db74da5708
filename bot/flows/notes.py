"""What people are told about their work: agreed, sent back, a reminder, what was taken back."""

from __future__ import annotations

from bot.boards import okrs
from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows import line_comments
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds import UndoReport, Withdraw
from bot.okr.deeds_asking import DecideChange
from bot.okr.deeds_week import UnskipWeek
from bot.okr.weeks import Week
from bot.wording import cycle_name, week_name


def decided(ctx: Ctx) -> Flow:
    """To the owner: what the approver decided, with the approver's words."""
    yield from keep()
    t, known = ctx.t, ctx.known
    ids = ctx.about["objectives"].split(";")
    objectives = tuple(o for o in known.mine if o.id in ids)
    what = ctx.about["what"]
    sentence = t(f"decided.{what}", name=known.name(ctx.about["by"]), cycle=cycle_name(t, objectives[0].cycle) if objectives else "")
    comment: tuple[Block, ...] = (Text(ctx.about["note"], "quote"),) if ctx.about.get("note") else ()
    said = line_comments.notes(ctx, ())
    lines = [(f"O · {o.text}", o.id) for o in objectives] + [
        (f"KR{kr.position} · {kr.text}", kr.id) for o in objectives for kr in o.key_results
    ]
    comment += tuple(b for text, line in lines if line in said for b in (Text(text, "quiet"), Text("\n".join(said[line]), "quote")))
    returned = what == "returned"
    label = t("button.revise") if returned else t("button.home")
    button = Button(label, t("button.draft_says") if returned else t("button.home_says"), "primary")
    return End((), sentence, "", "warn" if returned else "good", (Text(sentence), *comment, *okrs(objectives, t), Buttons((button,))))


def reminder(ctx: Ctx) -> Flow:
    """Once, to who has not answered; the card of the week is one press away."""
    yield from keep()
    t = ctx.t
    sentence = t("reminder.sentence", week=week_name(t, Week.parse(ctx.about["week"])))
    buttons = (Button(t("button.checkin"), t("button.checkin_says"), "primary"), Button(t("checkin.all_same"), t("button.all_same_says")))
    return End((), sentence, "", "neutral", (Text(sentence), Buttons(buttons)))


def undo(ctx: Ctx) -> Flow:
    """Takes back the last thing done, where that can be taken back."""
    yield from keep()
    t = ctx.t
    what, subjects = ctx.about.get("what"), tuple(s for s in ctx.about.get("subjects", "").split(";") if s)
    home = Buttons((Button(t("button.home"), t("button.home_says")), Button(t("button.checkin"), t("button.checkin_says"))))
    match what:
        case "checked_in":
            return End((UndoReport(ctx.about["note"], subjects),), t("undo.report"), "", "good", (Text(t("undo.report")), home))
        case "submitted":
            draft = Buttons((Button(t("button.go_on"), t("button.draft_says"), "primary"),))
            return End((Withdraw(subjects),), t("undo.submission"), "", "good", (Text(t("undo.submission")), draft))
        case "change_asked":
            draw_back = DecideChange(ctx.about["note"], "declined")
            return End((draw_back,), t("undo.change"), "", "good", (Text(t("undo.change")), home))
        case "week_skipped":
            return End((UnskipWeek(ctx.about["note"]),), t("undo.skip"), "", "good", (Text(t("undo.skip")), home))
        case _:
            return End((), t("undo.nothing"), shows=(Text(t("undo.nothing")), home))


DECIDED = FlowSpec("decided", decided, frozenset({"mine", "comments"}))
REMINDER = FlowSpec("reminder", reminder, frozenset({"mine", "week"}))
UNDO = FlowSpec("undo", undo)
