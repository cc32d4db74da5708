// What can be typed: the bot's commands after "/", people after "@".

import { avatar, h } from "./dom.js";

const COMMANDS = ["home", "new", "checkin", "team", "person", "map", "inbox", "leave", "settings", "help"];
const FOR = { hr: ["cycle", "broadcast", "report"], exec: ["report"], manager: ["nudge"] };
const AT = /[@＠]([^\s@＠]*)$/;

/** {element, onpick(text, go), update(), toggle(), close(), key(event), words()}; `picked(person)` hears whom a mention means. */
export function suggestions(app, pane, input, picked) {
  const element = h("ul", { class: "suggestions", id: `${pane.kind}-list`, role: "listbox", hidden: true });
  let shown = [];
  let active = -1;
  const self = { element, onpick: () => {} };

  const described = (name) => {
    const says = (what) => app.t(`page.commands.${name}.says`, { what });
    return { says: says(""), shows: says("…"), about: app.t(`page.commands.${name}.about`) };
  };

  const commands = (typed) => {
    const wanted = typed.trim().toLowerCase().replace(/^／/, "/");
    return [...COMMANDS, ...(FOR[app.me?.role] ?? [])].map(described)
      .filter(({ says }) => says.toLowerCase().startsWith(wanted) || says.toLowerCase().startsWith(`/okr ${wanted.replace(/^\//, "")}`))
      .map(({ says, shows, about }) => ({ text: says, go: says === shows, exact: says === typed, drawn: () => [h("code", {}, shows), h("span", {}, about)] }));
  };

  const people = (before, typed) => {
    const bot = { name: "okrbot", team: app.t("page.bot"), key: "okrbot" };
    return [...(pane.kind === "channel" ? [bot] : []), ...app.people]
      .filter((person) => person.name.toLowerCase().includes(typed.toLowerCase()))
      .slice(0, 8)
      .map((person) => ({
        text: `${before}@${person.name} `,
        person,
        drawn: () => [avatar(person.name, person.key), h("b", {}, person.name), h("span", {}, person.team)],
      }));
  };

  const found = () => {
    const typed = input.value;
    const at = AT.exec(typed);
    if (at) return people(typed.slice(0, at.index), at[1]);
    return /^[/／]/.test(typed) ? commands(typed) : [];
  };

  const mark = (index) => {
    active = index;
    [...element.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = element.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const pick = (one, go) => {
    if (one.person?.account) picked(one.person);
    self.close();
    self.onpick(one.text, go && one.go === true);
  };

  const show = (options) => {
    shown = options;
    element.replaceChildren(...options.map((one, index) =>
      h("li", { id: `${element.id}-${index}`, role: "option", "aria-selected": "false", onpointerdown: (event) => event.preventDefault(), onclick: () => pick(one, true) }, ...one.drawn())));
    element.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    mark(options.length && !options.some((one) => one.exact) ? 0 : -1);
  };

  self.update = () => show(found());
  self.close = () => show([]);
  self.toggle = () => {
    if (!element.hidden) return self.close();
    show(commands("/"));
    return input.focus();
  };
  self.words = () => element.setAttribute("aria-label", app.t("page.suggestions"));

  /** True when the key was for the list. */
  self.key = (event) => {
    if (element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark((active + step + shown.length) % shown.length);
    else if (event.key === "Escape") self.close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && active >= 0) pick(shown[active], event.key === "Enter");
    else return false;
    return true;
  };
  input.addEventListener("blur", () => self.close());
  return self;
}
