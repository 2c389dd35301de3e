// The last events, for whoever wants to know what the stream told.

import { element } from "./dom.js";
import { second } from "./times.js";
import { progressWords } from "./words.js";

const MOST = 50;

export class Log {
  #waiting = [];

  constructor(root) {
    this.root = root;
  }

  add(name, view) {
    this.#waiting.push({ name, view, at: Date.now() });
    if (this.#waiting.length > MOST) {
      this.#waiting.shift();
    }
  }

  draw() {
    if (!this.#waiting.length) {
      return;
    }
    const lines = this.#waiting.map(({ name, view, at }) => {
      const line = element("li", "", element("time", "", second(at, at)), `${name}: ${view.notice?.message ?? sentence(view)}`);
      line.dataset.event = name;
      return line;
    });
    this.#waiting = [];
    this.root.prepend(...lines.reverse());
    while (this.root.children.length > MOST) {
      this.root.lastChild.remove();
    }
  }
}

function sentence({ change, status, progress, awaiting }) {
  const of = `${change.cluster}/${change.service}`;
  if (awaiting) {
    return `${of} ${[awaiting.hookId, awaiting.hookStatus].filter(Boolean).join(" ")}`;
  }
  if (progress) {
    return `${of} ${Object.values(progressWords(progress)).filter(Boolean).join(", ")}`;
  }
  return `${of} ${change.previousStatus ? `${change.previousStatus} → ` : ""}${status}`;
}
