// One line of a conversation: what somebody said, or a message of the bot's.

import { card } from "./blocks.js";
import { avatar, h } from "./dom.js";
import { timeOf } from "./time.js";

/** The line's element around its content; `follows` = the line before is the same author's, shortly before; `answer` is what quotes it. */
export function line(entry, said, { app, follows, answer }) {
  const { t } = app;
  const mine = entry.author === app.me.account;
  const person = entry.author === null ? null : app.member(entry.author);
  const name = entry.author === null ? t("page.bot") : (person?.name ?? entry.author);
  const time = h("time", { datetime: entry.at }, timeOf(entry.at, t.language, app.clock.timezone));
  const kind = entry.kind === "message" ? "bot" : mine ? "mine" : "other";
  const face = entry.author === null ? h("img", { class: "avatar mark", src: "/playground/page/mark.svg", alt: "" }) : avatar(name, person?.key ?? name);
  return h("li", { class: `line ${kind} ${follows ? "follows" : ""}`, "data-id": entry.id },
    kind === "mine" ? null : h("div", { class: "face" }, face),
    h("div", { class: "said" },
      h("div", { class: "by" }, h("span", { class: kind === "mine" ? "sr" : "name" }, name), time,
        entry.only_for ? h("span", { class: "note" }, t("page.only_you")) : null,
        entry.edited ? h("span", { class: "note" }, t("page.edited")) : null),
      said,
      answer && entry.kind === "message" ? h("button", { type: "button", class: "quote-this", onclick: answer }, t("page.quote_this")) : null));
}

/** What the line says: a bubble, or a card with its controls. */
export function content(entry, use, app) {
  switch (entry.kind) {
    case "message":
      return card(entry.body, use, app.words[entry.body.language] ?? app.t);
    case "pressed":
      return h("p", { class: "bubble deed" }, entry.body.text);
    case "filled":
      return h("p", { class: "bubble deed" }, app.t("page.filled", { title: entry.body.text }));
    default:
      return h("p", { class: "bubble" }, entry.body.text);
  }
}

/** What a screen reader is told when the line arrives. */
export function spoken(entry, app) {
  const name = entry.author === null ? app.t("page.bot") : (app.member(entry.author)?.name ?? entry.author);
  return `${name}: ${entry.kind === "message" ? entry.body.summary : entry.body.text}`;
}
