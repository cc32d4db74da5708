// The tree as the page works with it: nodes with their children, what matches the filters, and where each stands.

export const UNALIGNED = 1, UNCOVERED = 2, LOW = 4;
export const WIDTH = 272, HEIGHT = 92, GAP_X = 64, GAP_Y = 14;
const FIRST_VIEW = 24, SIDE_BY_SIDE = 8;

/** Rows of the server as nodes; parents come before children. */
export function decode(data) {
  const nodes = data.objectives.map((row, index) => {
    const [text, owner, cycle, kind, progress, flags, parent, held, lines, id] = row;
    const keyResults = lines.map(([words, by, share, confidence, current, unit, marks]) =>
      ({ text: words, owner: data.people[by][0], mine: by === owner, progress: share, confidence, current, unit, flags: marks }));
    const confidences = keyResults.map((kr) => kr.confidence).filter((one) => one !== null);
    return {
      index, id, text, owner: data.people[owner][0], team: data.people[owner][1], cycle, kind, progress, held, keyResults, parent: null, children: [],
      flags: flags | keyResults.reduce((all, kr) => all | kr.flags, 0), confidence: confidences.length ? Math.min(...confidences) : null,
      parentIndex: parent, below: 0, depth: 0, matched: true, shown: true, x: 0, y: 0, lines: null,
      words: `${text} ${data.people[owner][0]} ${keyResults.map((kr) => `${kr.text} ${kr.owner}`).join(" ")}`.toLowerCase(),
    };
  });
  for (const node of nodes) {
    if (node.parentIndex >= 0) {
      node.parent = nodes[node.parentIndex];
      node.parent.children.push(node);
      node.depth = node.parent.depth + 1;
    }
  }
  for (let at = nodes.length - 1; at >= 0; at--) if (nodes[at].parent) nodes[at].parent.below += nodes[at].below + 1;
  const roots = nodes.filter((node) => !node.parent).sort((one, other) => other.below - one.below);
  return { ...data, nodes, roots };
}

/** What is open at first: the largest trees, then whole levels, as long as everything still fits at a glance. */
export function firstOpen(tree) {
  const open = new Set();
  let shown = 0;
  for (const root of tree.roots) {
    if (!root.children.length || (shown += root.children.length) > FIRST_VIEW) break;
    open.add(root.id);
  }
  let level = tree.roots.filter((node) => open.has(node.id));
  while (level.length) {
    level = level.flatMap((node) => node.children).filter((node) => node.children.length);
    shown += level.reduce((all, node) => all + node.children.length, 0);
    if (shown > FIRST_VIEW) break;
    for (const node of level) open.add(node.id);
  }
  return open;
}

/** Marks what the filters let through (`matched`) and what leads to it (`shown`); tells how many match. */
export function filter(tree, { query, team, cycle, flag }) {
  const wanted = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const active = wanted.length > 0 || team >= 0 || cycle >= 0 || flag > 0;
  let count = 0;
  for (const node of tree.nodes) {
    node.matched = (team < 0 || node.team === team) && (cycle < 0 || node.cycle === cycle) && (flag === 0 || (node.flags & flag) > 0) && wanted.every((word) => node.words.includes(word));
    node.shown = node.matched;
    if (node.matched) count += 1;
  }
  for (let at = tree.nodes.length - 1; at >= 0; at--) {
    const node = tree.nodes[at];
    if (node.shown && node.parent) node.parent.shown = true;
  }
  return { active, count };
}

/** The nodes on show in reading order, each with its place; `rows` holds them from top to bottom. */
export function arrange(tree, open, active) {
  const order = [];
  const waiting = tree.roots.filter((node) => node.shown).reverse();
  const roots = waiting.slice().reverse();
  while (waiting.length) {
    const node = waiting.pop();
    order.push(node);
    node.under = node.children.filter((child) => child.shown);
    node.open = open.has(node.id) || (active && node.under.length > 0);
    node.leaf = !node.open || !node.under.length;
    if (!node.leaf) for (let at = node.under.length - 1; at >= 0; at--) waiting.push(node.under[at]);
  }
  const width = place(roots, order);
  const rows = order.slice().sort((one, other) => one.y - other.y || one.x - other.x);
  const height = rows.length ? rows.at(-1).y + HEIGHT : 0;
  return { order, rows, width, height };
}

/** Children right of their parent; several that lead no further stand side by side, for a tree of leaves is too long to look at. */
function place(roots, order) {
  let row = 0, widest = 0;
  const many = (nodes) => (nodes.length > 6 ? Math.min(SIDE_BY_SIDE, Math.ceil(nodes.length / 4)) : 1);
  const put = (nodes, x) => {
    const loose = nodes.filter((node) => !node.children.length), columns = many(loose);
    for (const node of nodes) if (node.children.length) (node.leaf ? single : stack)(node, x);
    loose.forEach((node, at) => {
      node.x = x + (at % columns) * (WIDTH + GAP_Y);
      node.first = at % columns === 0;
      node.y = row + Math.floor(at / columns) * (HEIGHT + GAP_Y);
      widest = Math.max(widest, node.x + WIDTH);
    });
    row += Math.ceil(loose.length / columns) * (HEIGHT + GAP_Y);
  };
  const single = (node, x) => {
    Object.assign(node, { x, y: row, first: true });
    row += HEIGHT + GAP_Y;
    widest = Math.max(widest, x + WIDTH);
  };
  const stack = (node, x) => {
    Object.assign(node, { x, first: true });
    put(node.under, x + WIDTH + GAP_X);
  };
  put(roots, 0);
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at];
    if (node.leaf) continue;
    node.top = Math.min(...node.under.map((child) => child.y));
    node.bottom = Math.max(...node.under.map((child) => child.y));
    node.y = (node.top + node.bottom) / 2;
  }
  return widest;
}

/** "bad", "warn", "good" by the owners' confidence; "neutral" where nobody said. */
export const tone = (confidence) => (confidence === null ? "neutral" : confidence <= 3 ? "bad" : confidence <= 5 ? "warn" : "good");
