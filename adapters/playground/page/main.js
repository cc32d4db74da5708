// Puts the page together.

import { App } from "./app.js";
import { clockFace } from "./clock.js";
import { avatar, h, icon, ICONS } from "./dom.js";
import { stayLive } from "./live.js";
import { Notice } from "./notice.js";
import { Pane } from "./pane.js";
import { peopleList } from "./people.js";
import { LANGUAGES, languageSwitch, resetButton, tabs } from "./tools.js";
import { rememberedLanguage, rememberLanguage, words } from "./words.js";

const app = new App();
const part = (id) => document.getElementById(id);
const notice = new Notice(app, part("toast"), part("live"));

async function read(language) {
  app.words = Object.fromEntries(await Promise.all(LANGUAGES.map(async (one) => [one, await words(one)])));
  app.t = app.words[language];
  rememberLanguage(language);
  document.documentElement.lang = language;
  document.title = `okrbot · ${app.t("page.name")}`;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = app.t(element.dataset.t);
  app.tell("words");
}

const changeLanguage = languageSwitch(app, part("tools"), { read, notice });
resetButton(app, part("tools"), notice);
clockFace(app, part("clock"), notice);

function chatHead({ me, t, live }) {
  const other = me.language !== t.language && t.has(`page.languages.${me.language}`);
  const role = t.has(`page.roles.${me.role}`) ? t(`page.roles.${me.role}`) : me.role;
  return [
    h("div", { class: "face" }, avatar(me.name, me.key)),
    h("div", { class: "who" }, h("h2", {}, me.name), h("span", {}, `${role} · ${me.team}`)),
    other ? h("button", { type: "button", class: "button small", title: t("page.reads", { language: t(`page.languages.${me.language}`), name: me.name }), onclick: () => changeLanguage(t.language) },
      t("page.switch_to", { language: t(`page.languages.${t.language}`) })) : null,
    h("span", { class: live ? "state live" : "state" }, h("span", { class: live ? "sr" : null }, live ? t("page.live") : t("page.connecting"))),
  ];
}

function channelHead({ channel, channels, t, me, unread }) {
  const title = h("h2", {}, h("span", { class: "hash", "aria-hidden": "true" }, "#"), channel.name.replace(/^#/, ""));
  if (channels.length < 2) return [h("div", { class: "who" }, title, h("span", {}, t("page.channel_of", { team: channel.team })))];
  const select = h("select", { class: "channels", "aria-label": t("page.channels"), onchange: () => app.watch(select.value) },
    channels.map((one) => {
      const count = app.unread(me.account, one.address);
      return h("option", { value: one.address, selected: one === channel }, `${one.name.replace(/^#?/, "# ")}${count && one !== channel ? ` (${count})` : ""}`);
    }));
  return [h("div", { class: "who" }, h("div", { class: "pick" }, title, icon(ICONS.chevron), select), h("span", {}, t("page.channel_of", { team: channel.team })))];
}

const panes = [
  new Pane(app, part("chat"), { kind: "chat", title: "page.chat", head: chatHead, notice }),
  new Pane(app, part("channel"), { kind: "channel", title: "page.channel", head: channelHead, notice }),
];
const show = tabs(app, part("tabs"), part("rooms"), () => {
  for (const pane of panes) {
    if (pane.atEnd) pane.toEnd();
    pane.look();
  }
});
peopleList(app, part("people"), () => show("chat"));
app.on("state", () => app.tell("unread"));

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key !== "/" || typing || event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  show("chat");
  panes[0].composer.input.focus();
});

await read(rememberedLanguage());
try {
  await app.settle(app.t.language);
  await app.load();
  stayLive(app);
} catch (error) {
  notice.problem(error);
}
