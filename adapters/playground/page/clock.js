// The clock, and turning it: the moments at which something happens are one press away.

import { post } from "./api.js";
import { h, icon, ICONS } from "./dom.js";
import { briefTime, dayAndTime, fullTime } from "./time.js";

const QUICK = ["friday_prompt", "friday_board", "monday_digest"];

export function clockFace(app, root, notice) {
  const now = h("span", { class: "now" });
  const face = h("button", { type: "button", class: "clock-face", "aria-expanded": "false", "aria-controls": "clock-menu", onclick: () => toggle() }, icon(ICONS.clock), now, icon(ICONS.chevron));
  const quick = h("div", { class: "quick" });
  const menu = h("div", { class: "menu", id: "clock-menu", role: "group", hidden: true });
  root.append(face, quick, menu);

  const turn = async (to) => {
    toggle(false);
    app.tell("turned");
    try {
      app.clock = await post("clock", { to });
      app.tell("clock");
      notice.show(app.t("page.turned", { time: fullTime(app.clock.now, app.t.language) }));
    } catch (error) {
      notice.problem(error);
    }
  };

  const moment = (one, full) => {
    const { t } = app;
    const hint = t.has(`page.hints.${one.name}`) ? t(`page.hints.${one.name}`) : "";
    return h("button", { type: "button", class: full ? "moment" : "button small", "data-moment": one.name, title: full ? null : `${dayAndTime(one.at, t.language)} · ${hint}`, onclick: (event) => event.detail < 2 && turn(one.at) },
      h("b", {}, t(`page.moments.${one.name}`)),
      full ? h("span", {}, hint) : null,
      full ? h("time", {}, dayAndTime(one.at, t.language)) : null);
  };

  const another = () => {
    const { t } = app;
    const input = h("input", { type: "datetime-local", id: "clock-other", min: app.clock.now.slice(0, 16), value: app.clock.now.slice(0, 16) });
    return h("form", { class: "another", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      if (input.value) turn(input.value);
      else notice.show(t("page.errors.no_time"));
    } }, h("label", { for: "clock-other" }, t("page.pick_time")), input, h("button", { type: "submit", class: "button small" }, t("page.go")));
  };

  const toggle = (open = menu.hidden) => {
    menu.hidden = !open;
    face.setAttribute("aria-expanded", String(open));
    if (!open) return;
    menu.replaceChildren(h("h2", { class: "menu-title" }, app.t("page.turn_to")), ...app.clock.moments.map((one) => moment(one, true)), another());
    menu.querySelector("button").focus();
  };

  const draw = () => {
    if (!app.clock || !app.t) return;
    const { t } = app;
    const text = fullTime(app.clock.now, t.language);
    now.replaceChildren(h("span", { class: "long" }, text), h("span", { class: "short" }, briefTime(app.clock.now, t.language)));
    face.setAttribute("aria-label", `${t("page.clock")}: ${text}. ${t("page.turn")}`);
    face.setAttribute("title", app.clock.timezone);
    menu.setAttribute("aria-label", t("page.turn"));
    const focused = quick.contains(document.activeElement) ? document.activeElement.dataset.moment : null;
    quick.replaceChildren(...app.clock.moments.filter((one) => QUICK.includes(one.name)).map((one) => moment(one, false)));
    if (focused) quick.querySelector(`[data-moment="${focused}"]`)?.focus();
  };

  root.addEventListener("keydown", (event) => {
    if (menu.hidden) return;
    if (event.key === "Escape") {
      toggle(false);
      face.focus();
    }
    const all = [...menu.querySelectorAll(".moment")];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at >= 0 && step) {
      event.preventDefault();
      all[(at + step + all.length) % all.length].focus();
    }
  });
  document.addEventListener("pointerdown", (event) => menu.hidden || root.contains(event.target) || toggle(false));
  app.on("clock", draw);
  app.on("words", draw);
}
