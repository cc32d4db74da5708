// What can be searched and picked: words, team, cycle, and the gaps with their counts, which are filters too.

import { h } from "./dom.js";
import { LOW, UNALIGNED, UNCOVERED } from "./model.js";

const GAPS = [["low", LOW], ["uncovered", UNCOVERED], ["unaligned", UNALIGNED]];
const WAIT = 120;
const TEAM = "team:";

/** Draws the row of filters; `changed()` is called when `chosen` has. */
export class Filters {
  constructor(element, changed) {
    this.element = element;
    this.changed = changed;
    this.chosen = { query: "", team: -1, cycle: -1, flag: 0 };
  }

  /** Chooses the team that the address names, if there is one to pick; it only narrows what this visitor sees. */
  begin(tree, wanted) {
    if (!wanted.startsWith(TEAM) || tree.teams.length < 2) return;
    this.chosen.team = tree.teams.indexOf(decodeURIComponent(wanted.slice(TEAM.length)));
  }

  draw(tree, t) {
    const pick = (name, options, all) => options.length < 2 ? null : h("select", {
      "aria-label": all, value: null, onchange: (event) => this.set({ [name]: Number(event.target.value) }),
    }, h("option", { value: -1 }, all), options.map((words, at) => h("option", { value: at, selected: this.chosen[name] === at }, words)));
    let waiting = 0;
    const search = h("input", {
      type: "search", id: "search", value: this.chosen.query, placeholder: t("map_page.search"), "aria-label": t("map_page.search"), enterkeyhint: "search",
      oninput: (event) => { clearTimeout(waiting); waiting = setTimeout(() => this.set({ query: event.target.value }), WAIT); },
    });
    this.count = h("span", { class: "count", role: "status" });
    this.gaps = GAPS.map(([name, flag]) => {
      const n = tree.nodes.filter((node) => node.flags & flag).length;
      return h("button", { type: "button", class: `gap-filter ${name}`, disabled: n === 0, "aria-pressed": String(this.chosen.flag === flag), onclick: () => this.set({ flag: this.chosen.flag === flag ? 0 : flag }) }, t(`map_page.gap_${name}`), h("b", {}, t.number(n)));
    });
    const typing = document.activeElement?.id === "search";
    this.element.replaceChildren(search, ...[pick("team", tree.teams, t("map_page.all_teams")), pick("cycle", tree.cycles, t("map_page.all_cycles"))].filter(Boolean), ...this.gaps, this.count);
    if (typing) search.focus();
  }

  set(change) {
    Object.assign(this.chosen, change);
    this.gaps.forEach((button, at) => button.setAttribute("aria-pressed", String(this.chosen.flag === GAPS[at][1])));
    this.changed();
  }

  clear() {
    this.chosen = { query: "", team: -1, cycle: -1, flag: 0 };
  }
}
