// Draws what the store knows. Text from the server only ever becomes text.

import { ago, minute, time } from "./clock.js";
import { Rollout, why } from "./rollout.js";
import { isOver, isWaiting, newestFirst } from "./store.js";

const WINDOW = 60 * 60_000;
const TICKS = 6;
const WORDS = {
  PENDING: ["Pending", "rolling"],
  IN_PROGRESS: ["Rolling out", "rolling"],
  SUCCESSFUL: ["Succeeded", "good"],
  STOP_REQUESTED: ["Stopping", "turning"],
  STOPPED: ["Stopped", "stopped"],
  ROLLBACK_REQUESTED: ["Rollback asked for", "turning"],
  ROLLBACK_IN_PROGRESS: ["Rolling back", "turning"],
  ROLLBACK_SUCCESSFUL: ["Rolled back", "bad"],
  ROLLBACK_FAILED: ["Rollback failed", "bad"],
};
const words = (status) => WORDS[status] ?? [status ?? "Unknown", "stopped"];

export class Timeline {
  #rows = new Map();
  #sections = new Map();

  constructor(root, axis, clock) {
    this.root = root;
    this.axis = axis;
    this.clock = clock;
    for (let i = 0; i < TICKS; i++) {
      axis.append(element("li"));
    }
  }

  /** Rows appear, change and go; those that stay keep their place in the document, their focus and whether they are open. */
  draw(services) {
    const shown = new Set();
    const byCluster = new Map();
    services.forEach((each) => byCluster.set(each.cluster, [...(byCluster.get(each.cluster) ?? []), each]));
    for (const cluster of [...byCluster.keys()].sort()) {
      const section = this.#section(cluster);
      const sorted = byCluster.get(cluster).sort(byNeed);
      const rolling = sorted.filter((service) => service.newest && !isOver(service.newest)).length;
      setText(section.count, `${sorted.length} services, ${rolling} rolling out`);
      sorted.forEach((service, position) => {
        const row = this.#row(`${cluster}/${service.service}`);
        shown.add(row);
        this.#fill(row, service);
        if (section.list.children[position] !== row.item) {
          section.list.insertBefore(row.item, section.list.children[position] ?? null);
        }
      });
    }
    for (const [name, row] of this.#rows) {
      if (!shown.has(row)) {
        row.item.remove();
        this.#rows.delete(name);
      }
    }
    for (const [name, section] of this.#sections) {
      if (!byCluster.has(name)) {
        section.root.remove();
        this.#sections.delete(name);
      }
    }
    this.move();
  }

  /** Time passes. */
  move() {
    const end = this.clock.now();
    const percent = (at) => ((at - (end - WINDOW)) / WINDOW) * 100;
    const step = WINDOW / TICKS;
    const first = Math.ceil((end - WINDOW) / step) * step;
    [...this.axis.children].forEach((tick, i) => {
      const at = first + i * step;
      tick.style.left = `${percent(at)}%`;
      setText(tick, minute(at));
    });
    for (const row of this.#rows.values()) {
      if (row.newest) {
        const at = Date.parse(row.newest.finishedAt ?? row.newest.createdAt);
        setText(row.since, isOver(row.newest) ? `${ago(end - at)} ago` : `for ${ago(end - at)}`);
        row.since.title = `since ${time(at)}`;
      }
      for (const span of row.track.children) {
        const from = Math.max(0, percent(Number(span.dataset.from)));
        const to = Math.min(100, percent(span.dataset.to ? Number(span.dataset.to) : end));
        span.hidden = to < 0;
        span.style.left = `${from}%`;
        span.style.width = `${Math.max(0, to - from)}%`;
      }
    }
  }

  #section(cluster) {
    if (!this.#sections.has(cluster)) {
      const root = element("section", "cluster");
      const header = element("header");
      const title = element("h2", "", cluster);
      const count = element("span", "quiet");
      const list = element("ul");
      header.append(title, count);
      root.append(header, list);
      const after = [...this.#sections.keys()].sort().find((each) => each > cluster);
      this.root.insertBefore(root, after ? this.#sections.get(after).root : null);
      this.#sections.set(cluster, { root, list, count });
    }
    return this.#sections.get(cluster);
  }

  #row(name) {
    if (!this.#rows.has(name)) {
      const item = element("li", "service");
      item.dataset.service = name;
      const details = element("details");
      const summary = element("summary");
      const row = {
        item, details, name: element("span", "name"), chip: element("span", "chip"), since: element("span", "since"),
        track: element("span", "track"), why: element("span", "why"), failing: element("span", "failing"),
        history: element("table", "history"), rollout: new Rollout(),
      };
      row.track.setAttribute("aria-hidden", "true");
      const state = element("span", "state");
      state.append(row.chip, row.since);
      summary.append(row.name, state, row.track, row.rollout.line, row.rollout.waits, row.why, row.failing);
      details.append(summary, row.history);
      details.addEventListener("toggle", () => this.#fillHistory(row));
      item.append(details);
      this.#rows.set(name, row);
    }
    return this.#rows.get(name);
  }

  #fill(row, service) {
    row.deployments = newestFirst(service);
    row.newest = service.newest;
    const [word, kind] = row.newest ? words(row.newest.status) : ["No deployment", "stopped"];
    setText(row.name, service.service);
    setText(row.chip, word);
    row.chip.dataset.kind = kind;
    if (!row.newest) {
      setText(row.since, "");
    }
    row.rollout.draw(row.newest, this.clock.now());
    setText(row.why, why(row.newest));
    row.why.hidden = !row.why.textContent;
    setText(row.failing, service.failing ?? "");
    row.failing.hidden = !service.failing;
    const begin = this.clock.now() - WINDOW;
    const visible = row.deployments.filter((each) => !each.finishedAt || Date.parse(each.finishedAt) > begin);
    row.track.replaceChildren(...visible.reverse().map(span)); // the newest on top
    this.#fillHistory(row);
  }

  #fillHistory(row) {
    if (!row.details.open) {
      return;
    }
    const head = element("tr");
    head.append(...["Created", "Status", "Finished", "Reason"].map((each) => element("th", "", each)));
    const lines = row.deployments.slice(0, 12).map((each) => {
      const line = element("tr");
      const unseen = each.change?.notObserved?.map((passed) => words(passed.status)[0]).join(", ");
      const reason = [each.statusReason, unseen && `Not observed: ${unseen}.`].filter(Boolean).join(" ");
      const finished = each.finishedAt ? time(each.finishedAt) : "";
      line.append(...[time(each.createdAt), words(each.status)[0], finished, reason].map((cell) => element("td", "", cell)));
      line.title = each.serviceDeploymentArn;
      return line;
    });
    row.history.replaceChildren(head, ...lines);
  }
}

function span(deployment) {
  const [word, kind] = words(deployment.status);
  const span = element("span", "span");
  span.dataset.kind = kind;
  span.dataset.from = Date.parse(deployment.createdAt);
  if (isOver(deployment)) {
    span.dataset.to = Date.parse(deployment.finishedAt ?? deployment.createdAt);
  }
  span.title = `${word}, created ${time(deployment.createdAt)}`;
  return span;
}

/** Who needs a look comes first: unreadable, waiting, turning back, rolling out, rolled back; then by name. */
function byNeed(a, b) {
  return rank(a) - rank(b) || a.service.localeCompare(b.service);
}

function rank({ newest, failing }) {
  if (failing) {
    return 0;
  }
  if (!newest) {
    return 5;
  }
  if (isWaiting(newest)) {
    return 1;
  }
  const kind = words(newest.status)[1];
  return isOver(newest) ? (kind === "bad" ? 4 : 5) : kind === "turning" ? 2 : 3;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}
