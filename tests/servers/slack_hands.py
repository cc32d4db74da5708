"""A human's hands: presses buttons, fills in forms and sends them, as Slack's client lets them."""

from typing import Any

from tests.servers import slack_events as events
from tests.servers.slack_delivery import Delivery
from tests.servers.slack_eyes import Eyes, Heard, State
from tests.servers.slack_inputs import initial, put, refused
from tests.servers.slack_records import Json, Message, SlackError, View
from tests.servers.slack_screen import Control, controls
from tests.servers.slack_views import checked_view, redraw, show


class Hands(Eyes):
    """What one member does with what they see."""

    async def press(self, label: str, on: Heard | Message | View | None = None) -> Json | None:
        """Presses a button: on what is given, else on the newest message that has it, else on the modal or Home.

        Waits for the acknowledgement. Raises SlackError operation_timeout when Slack would say that it went wrong.
        """
        shown, control = self._find(label, on)
        element = control.element
        action = {"action_id": element["action_id"], "block_id": control.block["block_id"], "type": element["type"]}
        action |= {k: element[k] for k in ("text", "value", "style") if k in element}
        return await (await self._act(shown, action)).ack()

    async def choose(self, label: str, value: Any, on: Heard | Message | View | None = None) -> Json | None:
        """Picks something in a select, overflow or date picker outside an input block, which Slack tells at once."""
        shown, control = self._find(label, on)
        element = control.element
        if element["type"] == "overflow":
            state: Json = {"type": "overflow", "selected_option": put(element | {"type": "static_select"}, value)["selected_option"]}
        else:
            state = put(element, value)
            self._state(shown).setdefault(control.block["block_id"], {})[element["action_id"]] = state
        action = {"action_id": element["action_id"], "block_id": control.block["block_id"]} | state
        return await (await self._act(shown, action)).ack()

    async def fill(self, values: dict[str, Any], submit: str | None = None, on: Heard | None = None) -> dict[str, str]:
        """Puts values into inputs, by label, block_id or action_id, and submits; the errors by label, none = accepted.

        In an open modal it is submitted; in a message the button `submit` is pressed (else the first primary, else the first at all).
        """
        top = self.modal if on is None else None
        if top is not None:
            assert isinstance(top.shown, View)
            return await self._submit(top.shown, values)
        heard = on or self._newest(lambda h: bool(h.fields))
        if errors := self._put(heard.shown, values):
            return errors
        buttons = [c for c in heard.controls if c.kind == "button"]
        primary = next((c for c in buttons if c.element.get("style") == "primary"), buttons[0])
        await self.press(submit or primary.label, heard)
        return {}

    async def closes(self) -> None:
        """Closes the modal on top, as Cancel does."""
        view = self.ws.modals(self.id)[-1]
        view.closed = True
        if view.body.get("notify_on_close"):
            payload = events.view_closed(self.ws, self.id, view, cleared=False)
            await (await self.server.transport.send("interactive", payload)).ack()

    def _find(self, label: str, on: Heard | Message | View | None) -> tuple[Message | View, Control]:
        heard = self._look(on) if isinstance(on, Message | View) else on or self._holder(label)
        for control in controls(heard.blocks):
            if control.label == label:
                return heard.shown, control
        raise AssertionError(f"no {label!r} among {[c.label for c in controls(heard.blocks)]}")

    def _holder(self, label: str) -> Heard:
        """Where a button of this name is: on the open modal, else the newest message that has it, else the Home."""
        if self.modal and label in self.modal.labels:
            return self.modal
        try:
            return self._newest(lambda h: label in h.labels)
        except AssertionError:
            if self.home and label in self.home.labels:
                return self.home
            raise

    def _state(self, shown: Message | View) -> State:
        """What stands in the inputs at this moment, untouched ones with what they began with."""
        blocks = shown.blocks if isinstance(shown, Message) else shown.body["blocks"]
        typed = self._typed.setdefault((shown.channel, shown.ts), {}) if isinstance(shown, Message) else shown.typed
        for control in controls(blocks):
            begin = initial(control.element)
            if begin is not None:
                typed.setdefault(control.block["block_id"], {}).setdefault(control.element["action_id"], begin)
        return typed

    def _put(self, shown: Message | View, values: dict[str, Any]) -> dict[str, str]:
        """Fills in; what Slack's client itself refuses, by label."""
        blocks = shown.blocks if isinstance(shown, Message) else shown.body["blocks"]
        state, inputs = self._state(shown), [c for c in controls(blocks) if initial(c.element) is not None]
        for name, value in values.items():
            fitting = [c for c in inputs if name in (c.label, c.block["block_id"], c.element["action_id"])]
            assert fitting, f"no field {name!r} among {[c.label for c in inputs]}"
            state[fitting[0].block["block_id"]][fitting[0].element["action_id"]] = put(fitting[0].element, value)
        wrong = {c.label: refused(c, state[c.block["block_id"]][c.element["action_id"]]) for c in inputs if c.is_input}
        return {label: words for label, words in wrong.items() if words}

    async def _act(self, shown: Message | View, action: Json) -> Delivery:
        if isinstance(shown, View):
            self._state(shown)
            payload = events.view_action(self.ws, self.id, shown, action)
        else:
            address = self.server.responses.address(self.id, self.ws.channels[shown.channel], shown)
            payload = events.message_action(self.ws, self.id, shown, action, self._state(shown), address)
        return await self.server.transport.send("interactive", payload)

    async def _submit(self, view: View, values: dict[str, Any]) -> dict[str, str]:
        if errors := self._put(view, values):
            return errors
        delivery = await self.server.transport.send("interactive", events.view_submission(self.ws, self.id, view))
        answer = await delivery.ack() or {}
        match answer.get("response_action"):
            case "errors":
                return self._errors(view, answer["errors"])
            case "update":
                redraw(self.server.api, view, checked_view(self.server.api, answer["view"], "modal"))
            case "push":
                show(self.server.api, self.id, checked_view(self.server.api, answer["view"], "modal"), over=view)
            case "clear":
                for open_view in self.ws.modals(self.id):
                    open_view.closed = True
            case None:
                view.closed = True
            case other:
                raise SlackError("invalid_response_action", got=other)
        self.ws.signals.changed(f"views:{self.id}")
        return {}

    def _errors(self, view: View, errors: dict[str, str]) -> dict[str, str]:
        labels = {b["block_id"]: b["label"]["text"] for b in view.body["blocks"] if b["type"] == "input"}
        if not errors or set(errors) - set(labels):
            raise SlackError("invalid_response_action", got=sorted(set(errors) - set(labels)))
        return {labels[block]: words for block, words in errors.items()}
