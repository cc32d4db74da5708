// Who one can be: the sample company by team, with what each has not read yet.

import { avatar, h, redraw } from "./dom.js";

export function peopleList(app, root, chosen) {
  const draw = () => {
    const { t } = app;
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.account : null;
    root.setAttribute("aria-label", t("page.people"));
    const teams = [...new Set(app.people.map((person) => person.team))];
    redraw(root, h("h2", { class: "pane-title" }, t("page.you_are")), ...teams.map((team) =>
      h("section", { class: "team" }, h("h3", {}, team), h("ul", {}, app.people.filter((person) => person.team === team).map((person) => h("li", {}, one(person)))))),
    h("p", { class: "tagline-long" }, t("page.tagline")));
    if (focused) root.querySelector(`[data-account="${CSS.escape(focused)}"]`)?.focus();
  };

  const one = (person) => {
    const { t } = app;
    const mine = person.account === app.me?.account;
    const unread = app.unread(person.account, person.account);
    const role = t.has(`page.roles.${person.role}`) ? t(`page.roles.${person.role}`) : person.role;
    return h("button", {
      type: "button", class: "person", "data-account": person.account, "aria-current": mine ? "true" : null, tabindex: mine ? "0" : "-1",
      onclick: () => {
        app.be(person.account);
        chosen();
      },
    },
    avatar(person.name, person.key), h("span", { class: "who" }, h("b", {}, person.name), h("span", {}, role)),
    unread ? h("span", { class: "count" }, String(unread), h("span", { class: "sr" }, ` ${t("page.unread", { count: unread })}`)) : null);
  };

  root.addEventListener("keydown", (event) => {
    const all = [...root.querySelectorAll(".person")];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
  for (const what of ["people", "unread", "words"]) app.on(what, draw);
}
