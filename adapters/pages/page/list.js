// The tree as a list that opens and closes: for phones, keyboards and screen readers. Only the rows in view exist.

import { h } from "./dom.js";
import { LOW, UNALIGNED, UNCOVERED, tone } from "./model.js";

const ROW = 72;

/** Draws `layout.order`; `use.toggle(node)`, `use.choose(node)`. */
export class List {
  constructor(element, use) {
    this.element = element;
    this.use = use;
    this.inner = h("div", { class: "rows", role: "presentation" });
    this.element.append(this.inner);
    this.element.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()), { passive: true });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.at = 0;
  }

  show(layout, t, chosen) {
    this.layout = layout;
    this.t = t;
    this.at = Math.max(0, chosen ? layout.order.indexOf(chosen) : Math.min(this.at, layout.order.length - 1));
    this.inner.style.setProperty("height", `${layout.order.length * ROW}px`);
    this.draw();
  }

  draw() {
    if (this.element.hidden || !this.layout) return;
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW) - 4);
    const last = Math.min(this.layout.order.length, first + Math.ceil(this.element.clientHeight / ROW) + 9);
    const rows = [];
    for (let at = first; at < last; at++) rows.push(this.row(this.layout.order[at], at));
    this.inner.replaceChildren(...rows);
    this.element.setAttribute("aria-activedescendant", `row-${this.at}`);
  }

  row(node, at) {
    const { t, use } = this;
    const marks = [node.flags & LOW ? "low" : "", node.flags & UNCOVERED ? "uncovered" : "", node.flags & UNALIGNED ? "unaligned" : ""].filter(Boolean);
    const row = h("div", {
      class: `row tone-${tone(node.confidence)}${node.matched ? "" : " dim"}${at === this.at ? " at" : ""}`, id: `row-${at}`, role: "treeitem", "aria-level": node.depth + 1,
      "aria-expanded": node.children.length ? String(Boolean(node.open)) : null, "aria-selected": String(at === this.at),
      onclick: () => { this.at = at; use.choose(node); },
    },
    node.children.length
      ? h("button", { type: "button", class: "twist", tabindex: "-1", "aria-label": t(node.open ? "map_page.close_branch" : "map_page.open_branch"), onclick: (event) => { event.stopPropagation(); this.at = at; use.toggle(node); } }, node.open ? "−" : t.number(node.below))
      : h("span", { class: "twist none" }),
    h("span", { class: "what" },
      h("b", {}, node.text),
      h("small", {}, [node.owner, t.percent(node.progress), ...(node.confidence === null ? [] : [t("map_page.confidence", { n: node.confidence })])].join(" · ")),
      h("i", { class: "bar" }, fillOf(node.progress)),
    ),
    marks.map((mark) => h("span", { class: `mark ${mark}`, title: t(`map_page.mark_${mark}`) })));
    row.style.setProperty("top", `${at * ROW}px`);
    row.style.setProperty("padding-left", `${10 + Math.min(node.depth, 6) * 16}px`);
    return row;
  }

  key(event) {
    const node = this.layout?.order[this.at];
    if (!node) return;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) this.go(this.at + steps[event.key]);
    else if (event.key === "Home") this.go(0);
    else if (event.key === "End") this.go(this.layout.order.length - 1);
    else if (event.key === "ArrowRight" && node.children.length && !node.open) this.use.toggle(node);
    else if (event.key === "ArrowLeft" && node.open) this.use.toggle(node);
    else if (event.key === "ArrowLeft" && node.parent) this.go(this.layout.order.indexOf(node.parent));
    else if (event.key === "Enter" || event.key === " ") this.use.choose(node);
    else return;
    event.preventDefault();
  }

  go(at) {
    this.at = Math.max(0, Math.min(this.layout.order.length - 1, at));
    const top = this.at * ROW, { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight) this.element.scrollTop = top + ROW - clientHeight;
    this.draw();
  }
}

/** The filled part of a bar. */
export function fillOf(share) {
  const fill = h("i", {});
  fill.style.setProperty("width", `${Math.round((share ?? 0) * 100)}%`);
  return fill;
}
