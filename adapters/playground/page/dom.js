// Makes elements. Text is only ever set as text, so whatever people type stays text.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An HTML element: h("button", {class: "x", onclick: f}, "text", otherElement). Attributes that are null or false are left out. */
export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** The same for SVG. */
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Gives `root` these children; one that would look the same stays as it is, so that a press that has begun on it is not lost. */
export function redraw(root, ...children) {
  const before = [...root.children];
  children.forEach((child, at) => {
    if (!before[at]) root.append(child);
    else if (!before[at].isEqualNode(child)) before[at].replaceWith(child);
  });
  for (const one of before.slice(children.length)) one.remove();
}

/** A sentence of which what stands between its dots and dashes (57% · confidence 7/10) is broken last. */
export const together = (sentence) =>
  sentence.replaceAll(" · ", "\u00a0· ").split(/(?<= ?[·→]) | (?=— )/).flatMap((part, at) => [at ? " " : "", part.length > SHORT ? part : h("span", { class: "together" }, part)]);
const SHORT = 24;

/** A line icon of 20 × 20, drawn from one path. */
export const icon = (path) =>
  svg("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: path }));

export const ICONS = {
  send: "M10 16V4M4.8 9.2 10 4l5.2 5.2",
  reset: "M4.5 10a5.5 5.5 0 1 0 1.7-4M4 3.4v3.4h3.4",
  clock: "M10 5.6V10l2.8 1.8M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z",
  people: "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2.5 16c.3-2.8 2.3-4.2 5-4.2s4.7 1.4 5 4.2M13 4.3a2.6 2.6 0 0 1 0 5M14.4 12c1.8.5 2.9 1.9 3.1 4",
  chat: "M3.5 5.5a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-4 3v-3a1.6 1.6 0 0 1-1.5-1.6Z",
  channel: "M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.8 7.5h13M3.2 12.5h13",
  down: "M10 4v12M4.8 10.8 10 16l5.2-5.2",
  chevron: "M6 8l4 4 4-4",
  plus: "M10 4.5v11M4.5 10h11",
  commands: "M4 6h12M4 10h12M4 14h7",
};

/** An avatar: a name's last two Chinese characters or its initials, on a colour of its own. */
export function avatar(name, key) {
  const letters = /[\u3400-\u9fff]/.test(name) ? name.slice(-2) : name.split(/\s+/).map((part) => part[0]).join("").slice(0, 2).toUpperCase();
  let sum = 0;
  for (const character of key) sum = (sum * 31 + character.codePointAt(0)) % 8;
  return h("span", { class: `avatar tint-${sum}`, "aria-hidden": "true" }, letters);
}
