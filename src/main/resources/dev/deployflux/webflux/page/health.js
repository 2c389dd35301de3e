// How fresh the news is, which a silent stream doesn't tell; and whether anybody is there at all.

import { clock } from "./clock.js";
import { at, refusal } from "./server.js";
import { keyOf } from "./store.js";

const EVERY = 5_000;

/** Each answer names all services: many of them are asked for less often. */
const MANY = 200;
const EVERY_OF_MANY = 15_000;

const SOON = 300;

export class Health {
  #byService = new Map();
  #lookedAt = -Infinity;
  #looking = false;
  #soon = null;

  /** `looked()` follows each answer, `nobody()` a question that got none. */
  constructor(looked, nobody) {
    this.looked = looked;
    this.nobody = nobody;
    this.view = null;
    this.goodAt = null;
    this.refused = null;
  }

  of(key) {
    return this.#byService.get(key);
  }

  begin() {
    setInterval(() => this.#isDue() && this.look(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    this.look();
  }

  /** After news of a service that can't be read: only health tells whether that is for good. */
  soon() {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.look();
    }, SOON);
  }

  /** Whether the last answer is too old to be believed. */
  isStale() {
    return this.goodAt !== null && Date.now() - this.goodAt > 2 * this.#pause() + EVERY;
  }

  #pause() {
    return this.#byService.size > MANY ? EVERY_OF_MANY : EVERY;
  }

  /** A timer may be early by some milliseconds. */
  #isDue() {
    return this.#pause() === EVERY || this.refused !== null || performance.now() - this.#lookedAt > this.#pause() - EVERY / 2;
  }

  async look() {
    if (this.#looking) {
      return;
    }
    this.#looking = true;
    this.#lookedAt = performance.now();
    try {
      const answer = await fetch(at("health"), { signal: AbortSignal.timeout(EVERY), headers: { Accept: "application/json" } });
      if (answer.headers.get("content-type")?.startsWith("application/json") && (answer.ok || answer.status === 503)) {
        this.#take(await answer.json());
      } else {
        this.refused = await refusal(answer);
      }
      this.looked();
    } catch {
      this.nobody();
    } finally {
      this.#looking = false;
    }
  }

  #take(view) {
    this.view = view;
    this.goodAt = Date.now();
    this.refused = null;
    this.#byService = new Map(view.services.map((each) => [keyOf(each), each]));
    if (view.asOf) {
      clock.set(view.asOf);
    }
  }
}
