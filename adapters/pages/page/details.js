// One objective in full: its key results, what it serves, who supports which of them.

import { h } from "./dom.js";
import { fillOf } from "./list.js";
import { LOW, UNALIGNED, UNCOVERED, tone } from "./model.js";

/** Fills the panel; `use.choose(node)` goes to another objective, `use.close()` shuts it. */
export function showDetails(panel, node, tree, t, use) {
  panel.hidden = !node;
  if (!node) return;
  const to = (other, words) => h("button", { type: "button", class: "to", onclick: () => use.choose(other) }, words);
  const serves = node.parent && (node.parent.keyResults[node.held]?.text ?? node.parent.text);
  panel.replaceChildren(...[
    h("button", { type: "button", class: "close", "aria-label": t("map_page.close"), onclick: use.close }, "×"),
    h("p", { class: "quiet" }, [node.owner, tree.teams[node.team], tree.cycles[node.cycle], node.kind ? t(`map_page.kind_${node.kind}`) : null].filter(Boolean).join(" · ")),
    h("h2", {}, node.text),
    meter(node.progress, node.confidence, t),
    node.parent ? h("p", { class: "serves" }, h("small", {}, t("map_page.serves")), to(node.parent, `${serves} — ${node.parent.owner}`)) : null,
    node.flags & UNALIGNED ? h("p", { class: "gap" }, t("map_page.mark_unaligned")) : null,
    h("ol", { class: "key-results" }, node.keyResults.map((kr, at) => keyResult(kr, at, node, t, to))),
    below(node.children.filter((child) => child.held < 0), t("map_page.supported_by"), to),
  ].filter(Boolean));
  panel.scrollTop = 0;
}

function keyResult(kr, at, node, t, to) {
  const said = [kr.mine ? null : kr.owner, kr.current === null ? null : `${t.number(kr.current)}${kr.unit && kr.unit !== "%" ? ` ${kr.unit}` : kr.unit ?? ""}`].filter(Boolean);
  return h("li", {},
    h("b", {}, `KR${at + 1} `), kr.text,
    said.length ? h("p", { class: "quiet" }, said.join(" · ")) : null,
    meter(kr.progress, kr.confidence, t),
    kr.flags & UNCOVERED ? h("p", { class: "gap" }, t("map_page.mark_uncovered")) : null,
    kr.flags & LOW ? h("p", { class: "gap low" }, t("map_page.mark_low")) : null,
    below(node.children.filter((child) => child.held === at), t("map_page.supported_by"), to));
}

const below = (children, title, to) => (children.length
  ? h("div", { class: "supporters" }, h("small", {}, title), children.slice(0, 30).map((child) => to(child, `${child.text} — ${child.owner}`)), children.length > 30 ? h("small", {}, `+${children.length - 30}`) : null)
  : null);

function meter(share, confidence, t) {
  const words = [t.percent(share), ...(confidence === null ? [] : [t("map_page.confidence", { n: confidence })])].join(" · ");
  return h("p", { class: `meter tone-${tone(confidence)}` }, h("i", { class: "bar" }, fillOf(share)), h("span", {}, words));
}
