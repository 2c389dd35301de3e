// What is said aloud to those who hear the page: what has begun to need attention, and whether the page is still true. Nothing else.

import { byId } from "./dom.js";

const MOST = 3;

export class News {
  #before = null;
  #level = null;

  /** What is there when the page begins is no news. */
  attention(items, isLive) {
    if (!isLive) {
      return;
    }
    const now = new Map(items.map((item) => [`${item.key} ${item.standing.kind}`, `${item.key}: ${item.standing.word}`]));
    const fresh = this.#before ? [...now].filter(([key]) => !this.#before.has(key)).map(([, text]) => text) : [];
    this.#before = now;
    if (fresh.length) {
      this.#say(fresh.length > MOST ? `${fresh.length} services need attention` : fresh.join(". "));
    }
  }

  verdict({ level }, connection, text) {
    const said = connection === "live" ? level : "bad";
    if (this.#level !== null && said !== this.#level && (said === "bad" || this.#level === "bad")) {
      this.#say(connection === "live" ? text : "Not connected: what is shown may be old");
    }
    this.#level = connection === "live" || this.#level !== null ? said : null;
  }

  #say(text) {
    byId("news").textContent = text;
  }
}
