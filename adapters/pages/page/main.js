// Opens the map: lets the visitor in, draws the tree, and follows what the company does.

import { Camera } from "./camera.js";
import { Painter, nodeAt } from "./canvas.js";
import { showDetails } from "./details.js";
import { $, h } from "./dom.js";
import { Filters } from "./filters.js";
import { List } from "./list.js";
import { HEIGHT, WIDTH, arrange, decode, filter, firstOpen } from "./model.js";
import { browserLanguage, words } from "./words.js";

const PHONE = matchMedia("(max-width: 700px)");
const app = { tree: null, open: null, layout: null, chosen: null, t: null, listed: PHONE.matches, etag: "", dirty: false, wanted: "" };

class Refused extends Error {}

async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  if (answer.status === 403) throw new Refused((await answer.json()).error);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

/** What stands behind the # opens the page once; it does not stay in the address. */
async function enter() {
  const [link, wanted] = location.hash.slice(1).split("!");
  if (!link) return "";
  history.replaceState(null, "", location.pathname);
  const answer = await ask("map/enter", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ link }) });
  const { language } = await answer.json();
  words(language).catch(() => {});
  return wanted ?? "";
}

async function load() {
  const answer = await ask("map/data", { cache: "no-cache" });
  const etag = answer.headers.get("etag");
  if (etag && etag === app.etag) return;
  app.etag = etag;
  await take(await answer.json());
}

async function take(data) {
  const first = !app.tree;
  const chosen = app.chosen?.id;
  app.tree = decode(data);
  if (first) {
    app.t = await words(data.language);
    app.open = firstOpen(app.tree);
    filters.begin(app.tree, app.wanted);
    document.documentElement.lang = data.language;
    document.title = app.t("map_page.title");
    $("title").textContent = app.t("map_page.title");
    tools();
  }
  app.chosen = app.tree.nodes.find((node) => node.id === chosen) ?? null;
  filters.draw(app.tree, app.t);
  refresh({ fit: first });
  message(app.tree.nodes.length ? "" : app.t("map_page.empty"));
  if (app.chosen) showDetails($("details"), app.chosen, app.tree, app.t, use);
}

/** Filters and arranges anew, then draws. */
function refresh({ fit = false } = {}) {
  const { active, count } = filter(app.tree, filters.chosen);
  app.layout = arrange(app.tree, app.open, active);
  const first = app.layout.order[0];
  camera.size = { width: app.layout.width, height: app.layout.height, first: first ? first.y + HEIGHT / 2 : 0 };
  filters.count.textContent = app.t("map_page.shown", { n: active ? count : app.tree.nodes.length });
  if (fit) camera.fit(camera.size);
  list.show(app.layout, app.t, app.chosen);
  paint();
}

function paint() {
  if (app.dirty || !app.layout) return;
  app.dirty = true;
  requestAnimationFrame(() => {
    app.dirty = false;
    if (app.listed) return;
    const drawn = painter.draw(app.layout, camera, app);
    document.body.dataset.drawn = String(drawn);
    if (!performance.getEntriesByName("first-view").length) performance.mark("first-view");
  });
}

const use = {
  toggle(node) {
    const before = [node.x * camera.scale + camera.x, node.y * camera.scale + camera.y];
    if (app.open.has(node.id)) app.open.delete(node.id);
    else app.open.add(node.id);
    refresh();
    camera.x = before[0] - node.x * camera.scale;
    camera.y = before[1] - node.y * camera.scale;
    camera.held();
  },
  choose(node) {
    for (let above = node.parent; above; above = above.parent) app.open.add(above.id);
    app.chosen = node;
    refresh();
    showDetails($("details"), node, app.tree, app.t, use);
    $("spoken").textContent = `${node.text}, ${node.owner}, ${app.t.percent(node.progress)}`;
    const [x, y] = [node.x * camera.scale + camera.x, node.y * camera.scale + camera.y];
    const covered = PHONE.matches ? 0 : $("details").offsetWidth + 28;
    if (x < 0 || y < 0 || x + WIDTH * camera.scale > $("tree").clientWidth - covered || y + HEIGHT * camera.scale > $("tree").clientHeight) camera.show(node.x + WIDTH / 2, node.y + HEIGHT / 2);
  },
  close() {
    app.chosen = null;
    showDetails($("details"), null);
    refresh();
  },
};

const painter = new Painter($("tree"));
const camera = new Camera($("tree"), { moved: paint, tapped: (x, y) => tapped(x, y) });
const list = new List($("list"), use);
const filters = new Filters($("filters"), () => refresh({ fit: true }));

function tapped(x, y) {
  const found = nodeAt(app.layout, x, y);
  if (!found) use.close();
  else if (found.pill) use.toggle(found.node);
  else use.choose(found.node);
}

$("tree").addEventListener("keydown", (event) => {
  const { order } = app.layout;
  const at = app.chosen ? order.indexOf(app.chosen) : -1;
  const node = order[at];
  const act = {
    ArrowDown: () => use.choose(order[Math.min(order.length - 1, at + 1)]),
    ArrowUp: () => use.choose(order[Math.max(0, at - 1)]),
    ArrowLeft: () => node && (node.open && !node.leaf ? use.toggle(node) : node.parent && use.choose(node.parent)),
    ArrowRight: () => node?.children.length && (node.open ? use.choose(node.children.find((child) => child.shown) ?? node) : use.toggle(node)),
    Escape: use.close, "+": () => camera.zoom(1.25), "=": () => camera.zoom(1.25), "-": () => camera.zoom(0.8), 0: () => camera.fit(camera.size, true),
  }[event.key];
  if (!act || !order.length) return;
  event.preventDefault();
  act();
});

function tools() {
  const { t } = app;
  const button = (label, words, act, pressed) => h("button", { type: "button", class: "tool", title: words, "aria-label": words, "aria-pressed": pressed, onclick: act }, label);
  const view = h("span", { class: "switch" }, ["tree", "list"].map((name) =>
    h("button", { type: "button", "aria-pressed": String(app.listed === (name === "list")), onclick: () => look(name === "list") }, t(`map_page.as_${name}`))));
  $("tools").replaceChildren(view, h("a", { class: "tool", href: "map/okr-map.xlsx", download: true }, "XLSX"), h("a", { class: "tool", href: "map/okr-map.svg", download: true }, "SVG"));
  $("zoom").replaceChildren(
    button("+", t("map_page.zoom_in"), () => camera.zoom(1.3)), button("−", t("map_page.zoom_out"), () => camera.zoom(0.77)),
    button("⤢", t("map_page.fit"), () => camera.fit(camera.size, true)),
    button("⊞", t("map_page.open_all"), () => { app.open = new Set(app.tree.nodes.map((node) => node.id)); refresh({ fit: true }); }),
    button("⊟", t("map_page.close_all"), () => { app.open = firstOpen(app.tree); refresh({ fit: true }); }));
  look(app.listed);
  $("tree").setAttribute("aria-label", t("map_page.tree_label"));
  $("list").setAttribute("aria-label", t("map_page.title"));
}

function look(listed) {
  app.listed = listed;
  $("list").hidden = !listed;
  $("tree").hidden = $("zoom").hidden = listed;
  $("tools").querySelectorAll(".switch button").forEach((button, at) => button.setAttribute("aria-pressed", String((at === 1) === listed)));
  if (!listed) painter.resize();
  if (app.layout) refresh({ fit: !listed });
}

function message(words) {
  $("message").textContent = words;
  $("message").hidden = !words;
}

async function refused(error) {
  source?.close();
  const t = app.t ?? (await words(browserLanguage()));
  document.documentElement.lang = t.language;
  const code = error instanceof Refused ? error.message : "failed";
  for (const id of ["tools", "filters", "zoom", "details", "tree", "list"]) $(id).hidden = true;
  message(t(`map_page.refused_${code}`));
}

let source = null;
function follow() {
  source = new EventSource("map/live");
  const state = (live) => { $("state").textContent = app.t(live ? "map_page.live" : "map_page.waiting"); $("state").classList.toggle("live", live); };
  source.addEventListener("open", () => state(true));
  source.addEventListener("error", () => { state(false); if (source.readyState === EventSource.CLOSED) load().then(() => setTimeout(follow, 3000)).catch(refused); });
  source.addEventListener("changed", () => load().catch((error) => (error instanceof Refused ? refused(error) : null)));
}

new ResizeObserver(() => { painter.resize(); paint(); list.draw(); }).observe($("stage"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { painter.colours(); paint(); });

try {
  const wanted = app.wanted = await enter();
  await load();
  follow();
  if (wanted === "xlsx" || wanted === "svg") h("a", { href: `map/okr-map.${wanted}`, download: true }).click();
} catch (error) {
  await refused(error);
}
