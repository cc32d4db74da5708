// The input of a conversation: text, suggestions, what was said before.

import { h, icon, ICONS } from "./dom.js";
import { suggestions } from "./suggest.js";

/** {element, input, say(text), quote(entry), words()}. */
export function composer(app, pane) {
  const said = [];
  const picked = new Map(); // name -> account, of people picked from the list
  let back = 0;
  let quoted = null; // the message that is answered
  let queue = Promise.resolve(); // one after the other, in the order in which they were said

  const input = h("textarea", { id: `${pane.kind}-say`, rows: 1, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${pane.kind}-list` });
  const list = suggestions(app, pane, input, (person) => picked.set(person.name, person.account));
  const menu = h("button", { type: "button", class: "round quiet", onclick: () => list.toggle() }, icon(ICONS.commands));
  const send = h("button", { type: "submit", class: "round" }, icon(ICONS.send));
  const quoting = h("div", { class: "quoting", hidden: true });
  const element = h("form", { class: "composer" }, list.element, quoting, h("div", { class: "composer-box" }, menu, input, send));

  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
  };

  const put = (text) => {
    input.value = text;
    grow();
  };

  const quote = (entry) => {
    quoted = entry;
    quoting.hidden = entry === null;
    if (entry === null) return;
    const { t } = app;
    const drop = h("button", { type: "button", class: "button", onclick: () => quote(null) }, t("page.quote_drop"));
    quoting.replaceChildren(h("span", {}, t("page.quoting", { text: entry.body.summary })), drop);
    input.focus();
  };

  const say = (text) => {
    if (text.trim() === "") return;
    list.close();
    put("");
    said.push(text);
    back = 0;
    const { place } = pane;
    const mentions = [...picked].filter(([name]) => text.includes(`@${name}`)).map(([, account]) => account);
    picked.clear();
    const before = quoted;
    const answered = before === null ? {} : { quoted: String(before.id) };
    quote(null);
    const outcome = pane.attempt(() => (queue = queue.catch(() => {}).then(() => app.deed("say", `say ${place} ${text}`, { place, text, mentions, ...answered }))));
    outcome.then((done) => {
      if (done !== null) return;
      put([text, input.value].filter(Boolean).join("\n")); // nothing typed is lost
      if (before) quote(before);
    });
  };

  const recall = (step) => {
    const to = Math.min(said.length, Math.max(0, back + step));
    if (to === back || (back === 0 && input.value !== "")) return false;
    back = to;
    put(back === 0 ? "" : said[said.length - back]);
    return true;
  };

  input.addEventListener("input", () => {
    back = 0;
    grow();
    list.update();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the Enter that ends a Chinese word is not the Enter that sends
    if (list.key(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      say(input.value);
    } else if (event.key === "ArrowUp" && recall(1)) event.preventDefault();
    else if (event.key === "ArrowDown" && back && recall(-1)) event.preventDefault();
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    say(input.value);
  });
  list.onpick = (text, go) => {
    put(text);
    if (go) say(text);
    else {
      input.focus();
      list.update();
    }
  };

  const words = () => {
    const { t } = app;
    quote(null);
    const label = pane.kind === "chat" ? t("page.message_to_bot") : t("page.message_to_channel", { channel: app.channel.name });
    input.setAttribute("aria-label", label);
    input.setAttribute("placeholder", label);
    send.setAttribute("aria-label", t("page.send"));
    menu.setAttribute("aria-label", t("page.commands_button"));
    list.words();
  };
  return { element, input, say, quote, words };
}
