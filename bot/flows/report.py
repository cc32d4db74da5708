"""`/okr report`: participation by team and week, what is aligned, what came from below; the numbers of the file and the export."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Link, Links, Table, Text, Trend
from bot.flows.known import Ctx, FlowSpec
from bot.okr.participation_report import Report, Shares, TeamRow
from bot.wording import cycle_name

MOST_TEAMS = 25
COLUMNS = ("eligible", "no_draft", "drafting", "returned", "submitted", "agreed", "late", "missing", "scored")


def report(ctx: Ctx) -> Flow:
    """For HR and executives; nobody is ranked and no texts are shown."""
    yield from keep()
    t, found = ctx.t, ctx.known.ending.report
    if not ctx.known.me.roles & {"hr", "exec"}:
        return _only(ctx, t("report.for_hr"))
    if found is None:
        return _only(ctx, t("cycles.none"))
    title = t("report.title", cycle=cycle_name(t, found.cycle))
    total = found.total
    blocks: list[Block] = [Text(t("report.sentence", n=total.eligible, agreed=total.agreed)), _table(ctx, found), *_facts(ctx, found)]
    if len(found.weeks) > 1:
        blocks.append(Trend(t("report.trend"), tuple(w.reported / w.asked for w in found.weeks), 0, 1))
    links = tuple(Link(t(f"report.file.{ending}"), url) for ending, url in ctx.known.links.items())
    blocks += [Links(links)] if links else []
    blocks.append(Text(t("report.what_it_counts"), "quiet"))
    names = Button(t("who_stands.title"), t("who_stands.says"))
    buttons = (names, Button(t("button.broadcast"), t("button.broadcast_says")), Button(t("button.cycle"), t("button.cycle_says")))
    return End((), t("report.sentence", n=total.eligible, agreed=total.agreed), title, shows=(*blocks, Buttons(buttons)), in_place=False)


def _table(ctx: Ctx, found: Report) -> Table:
    t = ctx.t
    columns = (t("report.column.team"), *(t(f"report.column.{name}") for name in COLUMNS))
    rows = [_row(ctx, row, _team_name(ctx, row.team)) for row in found.teams[:MOST_TEAMS]]
    return Table(columns, (*rows, _row(ctx, found.total, t("report.total"))))


def _row(ctx: Ctx, row: TeamRow, name: str) -> tuple[str, ...]:
    """Of check-ins and scores it is said of how many."""
    cells = [ctx.t.number(getattr(row, column)) for column in COLUMNS[:-2]]
    missing = ctx.t("report.of", n=row.missing, of=row.asked) if row.asked else "–"
    scored = ctx.t("report.of", n=row.scored, of=row.to_score) if row.to_score else "–"
    return (name, *cells, missing, scored)


def _team_name(ctx: Ctx, key: str) -> str:
    team = ctx.known.org.teams.get(key)
    return team.name if team else ctx.t("report.no_team")


def _facts(ctx: Ctx, found: Report) -> Iterator[Block]:
    t, total, shares = ctx.t, found.total, found.shares
    rows = [
        Fact(t("report.away"), t.number(total.away)),
        Fact(t("report.left_out"), t.number(found.left_out)),
        Fact(t("report.on_time"), t("report.of", n=total.on_time, of=total.on_time + total.late)),
        *(
            Fact(t("report.week", number=week.week[6:].lstrip("0")), t("report.of", n=week.reported, of=week.asked))
            for week in found.weeks[-2:]
        ),
        *_shares(ctx, shares),
    ]
    yield Facts(tuple(rows))


def _shares(ctx: Ctx, shares: Shares) -> Iterator[Fact]:
    """Where there is something agreed."""
    t = ctx.t
    if shares.objectives:
        yield Fact(t("report.aligned"), t("report.of", n=shares.aligned, of=shares.objectives))
        yield Fact(t("report.own"), t.percent(shares.own / shares.objectives))
    if shares.key_results:
        yield Fact(t("report.carried"), t("report.of", n=shares.carried, of=shares.key_results))


def _only(ctx: Ctx, sentence: str) -> End:
    home = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End((), sentence, ctx.t("report.name"), shows=(Text(sentence), home), in_place=False)


REPORT = FlowSpec("report", report, frozenset({"report"}))
