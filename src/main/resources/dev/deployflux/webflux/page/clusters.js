// The rest, folded by cluster: counts are always there, rows only of what is open.

import { element, place, setData, setText } from "./dom.js";
import { List } from "./list.js";
import { count } from "./words.js";

export class Clusters {
  #folds = new Map();

  constructor(root, rows, address, changed) {
    this.root = root;
    this.rows = rows;
    this.address = address;
    this.changed = changed;
  }

  /** `finding` is whether somebody looks for a part of a name: then whatever has it is shown. */
  draw(items, finding, none) {
    const byCluster = new Map();
    items.forEach((item) => {
      const { cluster } = item.service;
      byCluster.has(cluster) ? byCluster.get(cluster).push(item) : byCluster.set(cluster, [item]);
    });
    for (const [name, fold] of this.#folds) {
      if (!byCluster.has(name)) {
        fold.draw([], finding, none); // its rows may have moved to another list
        queueMicrotask(() => fold.item.remove());
        this.#folds.delete(name);
      }
    }
    let next = this.root.firstChild;
    for (const name of [...byCluster.keys()].sort()) {
      const fold = this.#fold(name);
      fold.draw(byCluster.get(name).sort((a, b) => (a.key < b.key ? -1 : 1)), finding, none);
      if (fold.item === next) {
        next = next.nextSibling;
      } else {
        place(this.root, fold.item, next);
      }
    }
  }

  #fold(name) {
    if (!this.#folds.has(name)) {
      this.#folds.set(name, new Fold(name, this));
    }
    return this.#folds.get(name);
  }
}

class Fold {
  constructor(name, { rows, address, changed }) {
    this.name = name;
    this.address = address;
    this.opened = false;
    this.counts = element("span", "counts");
    const list = element("ul", "rows");
    this.details = element("details", "", element("summary", "", element("h3", "", name), this.counts), list);
    this.item = element("li", "cluster", this.details);
    this.item.dataset.cluster = name;
    this.list = new List(list, rows);
    this.details.addEventListener("toggle", () => {
      if (this.details.open !== this.opened) {
        this.opened = this.details.open;
        if (!this.opened && this.services.some((each) => each.key === address.service)) {
          address.choose("");
        }
        address.toggle(name, this.opened);
        changed();
      }
    });
  }

  draw(services, finding, none) {
    this.services = services;
    setText(this.counts, words(services, none));
    setData(this.item, "count", String(services.length));
    this.opened = finding || this.address.open.has(this.name) || services.some((each) => each.key === this.address.service);
    if (this.details.open !== this.opened) {
      this.details.open = this.opened;
    }
    this.list.draw(this.opened ? services : [], this.address.service);
  }
}

/** How many there are of each kind that isn't simply well. */
function words(services, none) {
  const of = (kind) => services.filter((each) => each.standing.kind === kind).length;
  const late = services.filter((each) => each.read.state === "late").length;
  return [
    count(services.length, "service"),
    [of("unread"), "not read yet"],
    [late, "not read in time"],
    [of("none"), none],
    [of("stopped"), "stopped"],
    [of("back"), "rolled back earlier"],
  ].map((part) => (typeof part === "string" ? part : part[0] ? `${part[0]} ${part[1]}` : "")).filter(Boolean).join(" · ");
}
