// Language, starting over, and the tabs of a narrow page.

import { post } from "./api.js";
import { h, icon, ICONS, redraw } from "./dom.js";

const TABS = { people: "page.people", chat: "page.chat", channel: "page.channel" };
export const LANGUAGES = ["zh-CN", "en"];

/** The two languages as a switch: the page's, and that of whoever one is. */
export function languageSwitch(app, root, { read, notice }) {
  const box = h("div", { class: "switch", role: "group" });
  root.append(box);
  const choose = async (language) => {
    await read(language);
    try {
      if (await app.settle(language)) return;
      if (app.me && app.me.language !== language) await post("language", { account: app.me.account, language });
    } catch (error) {
      notice.problem(error);
    }
  };
  const draw = () => {
    const { t } = app;
    box.setAttribute("aria-label", t("page.language"));
    const focused = box.contains(document.activeElement) ? document.activeElement.lang : null;
    box.replaceChildren(...LANGUAGES.map((language) =>
      h("button", { type: "button", lang: language, "aria-pressed": String(t.language === language), "aria-label": t(`page.languages.${language}`), onclick: () => choose(language) }, language === "en" ? "EN" : "中")));
    if (focused) box.querySelector(`[lang="${focused}"]`).focus();
  };
  app.on("words", draw);
  return choose;
}

export function resetButton(app, root, notice) {
  const button = h("button", { type: "button", class: "round quiet", onclick: () => dialog.showModal() }, icon(ICONS.reset));
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "reset-title" });
  root.append(button);
  document.body.append(dialog);
  const start = async () => {
    dialog.close();
    try {
      await post("reset", { language: app.t.language });
      notice.show(app.t("page.reset_done"));
    } catch (error) {
      notice.problem(error);
    }
  };
  app.on("words", () => {
    const { t } = app;
    button.setAttribute("aria-label", t("page.reset"));
    button.setAttribute("title", t("page.reset"));
    dialog.replaceChildren(h("h2", { id: "reset-title" }, t("page.reset_title")), h("p", {}, t("page.reset_text")), h("div", { class: "buttons" },
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("page.cancel")),
      h("button", { type: "button", class: "button danger", onclick: start }, t("page.reset"))));
  });
}

/** People, chat, channel: one at a time where there is no room for all. */
export function tabs(app, root, rooms, shown) {
  const show = (name) => {
    rooms.dataset.show = name;
    draw();
    shown();
  };
  const waiting = (name) => {
    if (!app.me) return 0;
    if (name === "people") return app.people.reduce((sum, person) => sum + (person === app.me ? 0 : app.unread(person.account, person.account)), 0);
    const place = name === "chat" ? app.me.account : app.channel?.address;
    return place ? app.unread(app.me.account, place) : 0;
  };
  const draw = () => {
    const { t } = app;
    root.setAttribute("aria-label", t("page.name"));
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    redraw(root, ...Object.keys(TABS).map((name) =>
      h("button", { type: "button", "data-name": name, "aria-current": rooms.dataset.show === name ? "true" : null, onclick: () => show(name) },
        icon(ICONS[name]), h("span", {}, t(TABS[name])), waiting(name) ? h("span", { class: "dot" }, h("span", { class: "sr" }, t("page.unread", { count: waiting(name) }))) : null)));
    if (focused) root.querySelector(`[data-name="${focused}"]`).focus();
  };
  for (const what of ["words", "unread", "people", "me"]) app.on(what, draw);
  return show;
}
