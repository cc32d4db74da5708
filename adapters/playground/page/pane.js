// A conversation: its lines, kept up to date one by one, and the input below.

import { composer } from "./composer.js";
import { h, icon, ICONS, redraw } from "./dom.js";
import { content, line, spoken } from "./line.js";
import { dayOf } from "./time.js";

const TOGETHER = 5 * 60 * 1000;

export class Pane {
  /** `kind` is "chat" (my direct conversation) or "channel"; `title` is the key of its name; `head(app)` draws what stands above; `notice` shows problems and answers. */
  constructor(app, root, { kind, title, head, notice }) {
    Object.assign(this, { app, root, kind, title, head, notice });
    this.header = h("header", { class: "pane-head" });
    this.list = h("ol", { class: "lines" });
    this.thinking = h("div", { class: "thinking", hidden: true, role: "img" }, h("i"), h("i"), h("i"));
    this.log = h("div", { class: "log", tabindex: "0", onscroll: () => this.#scrolled() }, this.list, this.thinking);
    this.jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() });
    this.composer = composer(app, this);
    root.append(this.header, this.log, this.jump, this.composer.element);
    new ResizeObserver(() => this.atEnd && this.#bottom()).observe(this.list);
    this.atEnd = true;
    this.before = 0;
    this.waiting = 0;
    this.drawn = new Map(); // line id -> what it says, as drawn
    app.on("me", () => this.redraw());
    app.on("people", () => this.#heading());
    app.on("words", () => this.redraw());
    app.on("lines", (place) => place === this.place && this.redraw());
    app.on("line", (entry) => entry.place === this.place && this.#arrived(entry));
    app.on("unread", () => this.#heading());
    app.on("turned", () => (this.atEnd = true)); // who turns the clock wants to see what it brings
    document.addEventListener("visibilitychange", () => this.look());
  }

  get place() {
    return (this.kind === "chat" ? this.app.me?.account : this.app.channel?.address) ?? null;
  }

  get visible() {
    return this.root.offsetParent !== null;
  }

  look() {
    if (this.visible && this.place) this.app.look(this.place);
  }

  #heading() {
    if (this.place === null) return;
    const had = this.header.contains(document.activeElement) ? document.activeElement : null;
    redraw(this.header, ...this.head(this.app).filter(Boolean));
    this.#refocus(had, this.header);
    this.root.setAttribute("aria-label", this.app.t(this.title));
  }

  redraw() {
    const { app } = this;
    if (this.place === null) return;
    const had = this.list.contains(document.activeElement) ? document.activeElement : null;
    const at = had?.closest("[data-id]")?.dataset.id;
    this.#heading();
    this.composer.words();
    this.log.setAttribute("aria-label", app.t(this.title));
    this.thinking.setAttribute("aria-label", app.t("page.thinking"));
    this.jump.replaceChildren(icon(ICONS.down), app.t("page.newer"));
    this.list.replaceChildren();
    if (!app.loaded(this.place)) return;
    const lines = app.lines(this.place);
    if (app.hasMore(this.place)) this.list.append(h("li", { class: "earlier" }, h("button", { type: "button", class: "button", onclick: () => app.earlier(this.place) }, app.t("page.earlier"))));
    if (!lines.length) this.list.append(this.#empty());
    lines.forEach((entry, index) => this.#append(entry, lines[index - 1]));
    this.#refocus(had, this.list.querySelector(`[data-id="${at}"]`) ?? this.list);
    this.toEnd();
    this.look();
  }

  #empty() {
    const { t } = this.app;
    const commands = this.kind === "chat" ? ["home", "new", "checkin", "help"] : [];
    return h("li", { class: "empty" }, h("p", { class: "strong" }, t(`page.empty.${this.kind}.title`)), h("p", {}, t(`page.empty.${this.kind}.hint`)),
      commands.length ? h("div", { class: "buttons" }, commands.map((name) => {
        const says = t(`page.commands.${name}.says`);
        return h("button", { type: "button", class: "button", onclick: () => this.composer.say(says) }, says);
      })) : null);
  }

  #append(entry, before) {
    const { app } = this;
    const day = (one) => dayOf(one.at, app.t.language, app.clock.timezone);
    const newDay = !before || day(before) !== day(entry);
    if (newDay) this.list.append(h("li", { class: "day", role: "separator" }, h("span", {}, day(entry))));
    this.list.append(this.#line(entry, newDay ? null : before));
  }

  #line(entry, before) {
    const follows = before && before.author === entry.author && before.only_for === entry.only_for && Math.abs(new Date(entry.at) - new Date(before.at)) < TOGETHER;
    const answer = this.kind === "chat" ? () => this.composer.quote(entry) : null;
    return line(entry, this.#content(entry), { app: this.app, follows, answer });
  }

  /** A card is drawn once: what is half filled in stays when the lines around it change. */
  #content(entry) {
    const key = `${this.app.me.account} ${entry.id} ${entry.seq} ${entry.kind === "message" ? entry.body.language : this.app.t.language}`;
    const drawn = this.drawn.get(entry.id);
    if (drawn?.key === key) return drawn.element;
    const element = content(entry, this.#use(entry), this.app);
    this.drawn.set(entry.id, { key, element });
    return element;
  }

  #arrived(entry) {
    const { app } = this;
    if (!app.loaded(this.place) || !app.sees(entry, app.me.account)) return;
    const lines = app.lines(this.place);
    const index = lines.findIndex((one) => one.id === entry.id);
    const drawn = this.list.querySelector(`[data-id="${entry.id}"]`);
    if (drawn) this.#replace(drawn, this.#line(entry, lines[index - 1]));
    else if (index !== lines.length - 1) this.redraw();
    else {
      const empty = this.list.querySelector(".empty");
      const had = empty?.contains(document.activeElement) ? empty : null;
      empty?.remove();
      this.#append(entry, lines[index - 1]);
      if (had) this.composer.input.focus();
    }
    if (!drawn && (this.atEnd || entry.author === app.me.account)) this.toEnd();
    else if (!drawn) this.jump.hidden = false;
    if (entry.author !== app.me.account) this.notice.speak(spoken(entry, app));
    this.look();
  }

  #replace(drawn, line) {
    const had = drawn.contains(document.activeElement) ? document.activeElement : null;
    drawn.replaceWith(line);
    this.#refocus(had, line);
  }

  /** What is redrawn keeps the keyboard where it was: the control itself, else the one with the same words, else the first one. */
  #refocus(had, root) {
    if (!had || document.activeElement === had) return;
    const controls = [...root.querySelectorAll("button, input, textarea, select")];
    const same = controls.find((one) => one.tagName === had.tagName && (had.name ? one.name === had.name : one.textContent === had.textContent));
    (had.isConnected ? had : (same ?? controls[0] ?? this.composer.input)).focus({ preventScroll: true });
  }

  #use(entry) {
    const { app } = this;
    const source = String(entry.id);
    const place = entry.place;
    const busy = async (control, what, key, body) => {
      control.setAttribute("aria-busy", "true");
      const outcome = await this.attempt(() => app.deed(what, key, body));
      control.removeAttribute("aria-busy");
      return outcome;
    };
    return {
      people: app.people,
      press: (press, control) => busy(control, "press", `press ${source} ${entry.seq} ${press.says}`, { place, source, ...press }),
      fill: (fill, values, control) => busy(control, "fill", `fill ${source} ${entry.seq} ${JSON.stringify(values)}`, { place, source, ...fill, values }),
    };
  }

  /** Does something and shows that it is under way, and what came of it; null when it could not be done. */
  async attempt(act) {
    this.waiting += 1;
    this.thinking.hidden = false;
    if (this.atEnd) this.#bottom();
    try {
      const outcome = await act();
      if (outcome.toast) this.notice.show(outcome.toast);
      return outcome;
    } catch (error) {
      this.notice.problem(error);
      return null;
    } finally {
      this.waiting -= 1;
      this.thinking.hidden = this.waiting === 0;
    }
  }

  #scrolled() {
    if (!this.visible) return;
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    const up = scrollTop < this.before - 1; // what grows below (a picture that loads) is no scrolling
    this.before = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < 60) this.atEnd = true;
    else if (up) this.atEnd = false;
    if (this.atEnd) this.jump.hidden = true;
  }

  /** To the newest line: its end, or its beginning where it is too tall to be seen whole. */
  toEnd() {
    this.#bottom();
    if (!this.visible) return;
    const last = this.list.lastElementChild;
    if (!last || last.offsetHeight <= this.log.clientHeight - 24) return;
    this.log.scrollTop += last.getBoundingClientRect().top - this.log.getBoundingClientRect().top - 8;
    this.atEnd = false;
  }

  #bottom() {
    this.atEnd = true;
    this.jump.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }
}
