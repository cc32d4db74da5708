"""For a talk with somebody: what of theirs waits for the one who leads them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.flows.known import Ctx

OPEN = ("asked", "discuss")


def asked_of_me(ctx: Ctx) -> Iterator[str]:
    """Help they asked of me since the last talk, changes and OKRs to decide, key results that depend on me."""
    t, brief, me = ctx.t, ctx.known.brief, ctx.known.me.key
    texts = {o.id: o.text for o in brief.owned} | {kr.id: kr.text for o in brief.owned for kr in o.key_results}
    for report in reversed(brief.check_ins):
        if brief.since is None or report.at > brief.since:
            for wanted in report.help:
                if wanted.person == me:
                    yield t("managing.of_me.help", text=texts.get(report.key_result, ""), words=wanted.text)
    for request in brief.requests:
        yield t("managing.of_me.request", text=texts.get(request.key_result or request.objective, ""), words=request.reason or "–")
    for objective in brief.owned:
        if objective.state == "submitted":
            yield t("managing.of_me.submitted", text=objective.text)
        for kr in objective.key_results:
            if any(c.person == me and c.state in OPEN and c.asked_at for c in kr.collaborators):
                yield t("managing.of_me.dependency", text=kr.text)
