// A list of what may be many: as much as fits some screens is in the document, and more when it is asked for.

import { element, place, setHidden, setText } from "./dom.js";
import { count } from "./words.js";

const AT_ONCE = 50;

export class List {
  #rows = new Map();
  #shown = AT_ONCE;

  /** `rows.take(item)` gives a row: an `item` for the document, and `draw(item)` for what has changed. `rows.drop(key)` takes it back. */
  constructor(root, rows) {
    this.root = root;
    this.rows = rows;
    this.button = element("button", "more");
    this.button.type = "button";
    this.more = element("li", "", this.button);
    this.button.addEventListener("click", () => this.#showMore());
  }

  /** Rows appear, change and go; those that stay keep their place in the document and their focus. `opened` is shown in any case. */
  draw(items, opened = "") {
    this.items = items;
    this.opened = opened;
    const chosen = opened ? items.findIndex((item) => item.key === opened) : -1;
    const shown = items.slice(0, Math.max(this.#shown, chosen + 1));
    const leaving = this.#leave(new Set(shown.map((item) => item.key)));
    let next = this.root.firstChild;
    for (const item of shown) {
      const row = this.#row(item);
      row.draw(item);
      while (leaving.has(next)) {
        next = next.nextSibling;
      }
      if (row.item === next) {
        next = next.nextSibling;
      } else {
        place(this.root, row.item, next);
      }
    }
    this.#drawMore(items.length - shown.length);
  }

  /** Rows that aren't here any more may be moved to another list by the same drawing, with their focus; the others go behind it. */
  #leave(staying) {
    const leaving = new Set();
    for (const [key, row] of this.#rows) {
      if (!staying.has(key)) {
        leaving.add(row.item);
        this.#rows.delete(key);
        queueMicrotask(() => this.#goes(key, row));
      }
    }
    return leaving;
  }

  #goes(key, row) {
    if (row.item.parentNode === this.root && !this.#rows.has(key)) {
      row.item.remove();
    }
    if (!row.item.isConnected) {
      this.rows.drop(key);
    }
  }

  #row(item) {
    if (!this.#rows.has(item.key)) {
      this.#rows.set(item.key, this.rows.take(item));
    }
    return this.#rows.get(item.key);
  }

  #drawMore(left) {
    if (left && this.more.parentNode !== this.root) {
      this.root.append(this.more);
    } else if (!left) {
      this.more.remove();
    }
    setHidden(this.more, !left);
    setText(this.button, `Show ${Math.min(left, AT_ONCE)} more of ${count(left, "service")} not shown`);
  }

  /** Whoever has asked by the keyboard goes on at the first of the new rows. */
  #showMore() {
    const last = this.more.previousElementSibling;
    this.#shown += AT_ONCE;
    this.draw(this.items, this.opened);
    last?.nextElementSibling?.querySelector("summary, button")?.focus();
  }
}

/** Rows by key, each of which is in one list at a time. */
export class Rows {
  #made = new Map();

  constructor(make) {
    this.make = make;
  }

  take(item) {
    if (!this.#made.has(item.key)) {
      this.#made.set(item.key, this.make(item));
    }
    return this.#made.get(item.key);
  }

  drop(key) {
    this.#made.delete(key);
  }
}
