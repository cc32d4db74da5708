// Draws a message: every block it can be made of.

import { h, together } from "./dom.js";
import { progress, trend } from "./chart.js";
import { form } from "./form.js";

/** The card of a message. `use.press(press, button)` and `use.fill(fill, values)` are called when a control is used. */
export function card(message, use, t) {
  return h("div", { class: `card tone-${message.tone}`, lang: message.language },
    message.title ? h("h3", { class: "card-title" }, message.title) : null,
    ...(message.blocks.length || message.title ? message.blocks.map((block) => draw(block, { ...use, title: message.title }, t)) : [h("p", { class: "text" }, message.summary)]));
}

const DRAWN = {
  text: (block) => (block.text.includes(RAIL) ? tree(block.text) : words(block)),
  facts: (block) => h("dl", { class: "facts" }, block.rows.map((row) => h("div", {}, h("dt", {}, row.label), h("dd", {}, row.value)))),
  progress: (block, _, t) => progress(block, t),
  trend: (block, _, t) => trend(block, t),
  table: (block, _, t) => table(block, t),
  image: (block) => h("img", { class: "picture", src: `data:image/png;base64,${block.png}`, alt: block.alt }),
  divider: () => h("hr", {}),
  links: (block) => h("p", { class: "links" }, block.links.map((link) =>
    h("a", { href: link.url, target: "_blank", rel: "noopener noreferrer" }, link.label))),
  buttons: (block, use) => h("div", { class: "buttons" }, block.buttons.map((button) => pressable(button, use))),
  form: (block, use, t) => form(block, use, t),
};

const words = (block) => h(block.style === "quote" ? "blockquote" : "p", { class: `text ${block.style}` }, together(block.text));

const RAIL = "│ ";
const AIM = "◎ ";

/** Lines that hang below each other, each as deep as there are rails before it. */
function tree(text) {
  const lines = text.split("\n").map((said) => ({ depth: said.split(RAIL).length - 1, said: said.replaceAll(RAIL, "") }));
  return h("div", { class: "tree" }, lines.map(({ depth, said }) => {
    const aim = said.startsWith(AIM);
    const element = h("p", { class: aim ? "aim" : null }, together(aim ? said.slice(AIM.length) : said));
    element.style.setProperty("--depth", depth);
    return element;
  }));
}

const draw = (block, use, t) => DRAWN[block.block](block, use, t);

function pressable(button, use) {
  const element = h("button", {
    type: "button",
    class: `button ${button.style}`,
    // The second click of a double click is part of the first.
    onclick: (event) => event.detail < 2 && element.getAttribute("aria-busy") !== "true" && use.press(button.press, element),
  }, button.label);
  return element;
}

const NUMBER = /^[-+−]?[\d.,\s]+\s*(%|万|亿|[kKmM])?$/;

function table(block, t) {
  const right = block.columns.map((_, column) => block.rows.length > 0 && block.rows.every((row) => row[column] === "" || NUMBER.test(row[column])));
  const side = (column) => (right[column] ? "number" : null);
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": t("page.scroll_table") },
    h("table", {},
      h("thead", {}, h("tr", {}, block.columns.map((column, index) => h("th", { scope: "col", class: side(index) }, column)))),
      h("tbody", {}, block.rows.map((row) => h("tr", {}, row.map((cell, index) => h("td", { class: side(index) }, cell)))))));
}
