// What needs attention, of all clusters; what can't be read of a cluster is one line if it is much of it.

import { clock } from "./clock.js";
import { element, setText } from "./dom.js";
import { icon } from "./icons.js";
import { List } from "./list.js";
import { ATTENTION } from "./standing.js";
import { since } from "./verdict.js";

/** So many of a cluster that can't be read are one trouble, and no longer one each. */
const MANY = 4;

export class Attention {
  constructor(root, rows, address) {
    this.address = address;
    this.list = new List(root, rows);
  }

  /** Returns how many troubles there are. */
  draw(items, inCluster) {
    const troubles = gather(items, inCluster);
    this.list.draw(troubles, this.address.service);
    return troubles.length;
  }
}

/** The first first: by what it is, then the newest. */
function gather(items, inCluster) {
  const unreadable = new Map();
  const alone = [];
  for (const item of items) {
    if (item.standing.kind === "unreadable") {
      unreadable.set(item.service.cluster, [...(unreadable.get(item.service.cluster) ?? []), item]);
    } else {
      alone.push(item);
    }
  }
  alone.sort(byNeed);
  for (const [cluster, services] of [...unreadable].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (services.length >= MANY) {
      alone.push({ key: `${cluster}/*`, cluster, services, all: inCluster.get(cluster) });
    } else {
      alone.push(...services);
    }
  }
  return alone;
}

function byNeed(a, b) {
  return ATTENTION.indexOf(a.standing.kind) - ATTENTION.indexOf(b.standing.kind) || b.standing.at - a.standing.at
    || (a.key < b.key ? -1 : 1);
}

/** Services of one cluster that can't be read: a row, of those in `rows`. */
export class Together {
  constructor({ key, cluster }, rows, address) {
    this.text = element("span", "unread");
    this.details = element("details", "", element("summary", "",
      element("span", "chip", icon("unreadable"), element("span", "word", "Can't be read")),
      element("span", "name", "cluster ", element("b", "", cluster)), element("span", "what", this.text)));
    this.details.querySelector(".chip").dataset.kind = "unreadable";
    const list = element("ul", "rows");
    this.details.append(list);
    this.list = new List(list, rows);
    this.item = element("li", "together", this.details);
    this.item.dataset.kind = "unreadable";
    this.item.dataset.cluster = cluster;
    this.key = key;
    this.address = address;
    this.details.addEventListener("toggle", () => this.#drawRows());
  }

  draw(item) {
    this.drawn = item;
    const health = item.services.map((each) => each.health);
    const kinds = [...new Set(health.map((each) => each.error).filter(Boolean))];
    setText(this.text, `${item.services.length} of its ${item.all} services can't be read${since(health, clock)}`
      + (kinds.length ? ` (${kinds.slice(0, 3).join(", ")})` : ""));
    if (item.services.some((each) => each.key === this.address.service)) {
      this.details.open = true;
    }
    this.#drawRows();
  }

  #drawRows() {
    this.list.draw(this.details.open ? this.drawn.services : [], this.address.service);
  }
}
