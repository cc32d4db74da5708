"""The variables of the form template: what its title, text, notice, form and buttons are given, and what they are changed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.dingtalk.draw import DOTS, GREY
from adapters.dingtalk.escape import line, plain
from adapters.dingtalk.inputs import form_variable
from adapters.dingtalk.pieces import BREAK, dumps
from adapters.dingtalk.wire import AT
from bot.conversation.message import Button, Form, Message

PRIMARY_SLOTS, SLOTS = 2, 14  # buttons that the template has room for; the first few are blue
RED = "#f25643"


def title_of(message: Message) -> str:
    """The title with the colour of the message's tone; without words there is none."""
    title = plain(message.title)
    return f"{DOTS[message.tone]} {title}".strip() if title else ""


def label_of(button: Button) -> str:
    """What stands on a button; never empty where it says something."""
    return plain(button.label or button.says)


def slots_for(buttons: Sequence[Button]) -> tuple[dict[int, Button], list[Button]]:
    """Buttons by the slot of the template that draws them, and those for which there is none; no slot is left free for its colour."""
    ordinary = sum(button.style != "primary" for button in buttons)
    if SLOTS - PRIMARY_SLOTS < ordinary <= len(buttons) <= SLOTS:
        return dict(enumerate(buttons, 1)), []
    primary, rest = list(range(1, PRIMARY_SLOTS + 1)), list(range(PRIMARY_SLOTS + 1, SLOTS + 1))
    slots: dict[int, Button] = {}
    left: list[Button] = []
    for button in buttons:
        free = primary if button.style == "primary" and primary else rest
        if free:
            slots[free.pop(0)] = button
        else:
            left.append(button)
    return slots, left


def variables(message: Message, text: str, slots: Mapping[int, Button], form: Form | None, standing: str) -> dict[str, str]:
    """Every variable of the form template, always: a change that goes by key leaves what it does not name as it was."""
    data = {"title": title_of(message), "body": text, "notice": "", AT: standing}
    data |= {"show_form": str(form is not None).lower(), "form_status": "normal" if form else "disabled"}
    data |= {"form": dumps(form_variable(form, standing)), "form_btn_text": plain(form.submit) if form else ""}
    for number in range(1, SLOTS + 1):
        button = slots.get(number)
        data |= {
            f"b{number}_on": str(button is not None).lower(),
            f"b{number}_text": label_of(button) if button else "",
            f"b{number}_says": button.says if button else "",
        }
    return data


def wrong(errors: Mapping[str, str], message: Message | None) -> dict[str, str]:
    """What a form card is changed by when something in it has to be corrected: the notice, and nothing of what was filled in."""
    blocks = message.blocks if message else ()
    sections = [section for block in blocks if isinstance(block, Form) for section in block.sections]
    labels = {f.name: " · ".join(part for part in (s.heading, f.label) if part) for s in sections for f in s.fields}
    told = [f"**{line(labels.get(name, name))}** {line(why)}" for name, why in errors.items()]
    return {"notice": BREAK.join(f"<font color={RED}>{piece}</font>" for piece in told)}


def closed(summary: str = "") -> dict[str, str]:
    """What a form card is changed by when it was taken."""
    return {"notice": f"<font color={GREY}>{line(summary)}</font>" if summary else "", "form_status": "disabled"}
