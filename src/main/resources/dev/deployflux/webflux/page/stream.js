// The connection: an EventSource that is made anew when the browser gives up on it, and goes on where it was.

import { at, refusal } from "./server.js";

const NAMES = [
  "reset", "live", "deployment", "removed", "progress", "awaiting-action", "awaiting-ended", "service-joined",
  "service-left", "service-failing", "service-recovered", "lookup-failing", "lookup-recovered", "details-failing",
  "details-recovered", "detector-failing", "detector-recovered", "hints-failing", "hints-recovered", "behind", "caught-up",
  "store-failing", "store-recovered", "end",
];
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

export class Stream {
  #source = null;
  #lastId = null;
  #pause = FIRST_PAUSE;
  #timer = null;
  #awaitsFirst = false;

  /** `told(name, view)` gets each event, `turned(state, text, until)` what becomes of the connection. */
  constructor(told, turned) {
    this.told = told;
    this.turned = turned;
  }

  connect() {
    this.#drop();
    const url = at("events", this.#lastId ? { lastEventId: this.#lastId } : {});
    const source = new EventSource(url);
    this.#source = source;
    this.turned("connecting", "Connecting …");
    source.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE;
      this.#awaitsFirst = Boolean(this.#lastId); // whoever can't be resumed is reset at once
      this.turned("reading", this.#lastId ? "Catching up …" : "Reading the snapshot …");
    });
    source.addEventListener("error", () => this.#lost(source, url));
    NAMES.forEach((name) => source.addEventListener(name, (event) => this.#take(name, event)));
  }

  /** The server is gone without a word: what the browser can't notice of itself. */
  doubt() {
    if (this.#source) {
      this.#retry("The application doesn't answer");
    }
  }

  #take(name, event) {
    this.#lastId = event.lastEventId || this.#lastId;
    if (name === "reset") {
      this.#awaitsFirst = false;
      this.turned("reading", "Reading the snapshot …");
    }
    this.#resumed();
    this.told(name, JSON.parse(event.data));
    if (name === "live") {
      this.turned("live", "Live");
    }
    if (name === "end") {
      this.#retry("The stream has ended");
    }
  }

  #resumed() {
    if (this.#awaitsFirst) {
      this.#awaitsFirst = false;
      this.told("resumed", { notice: { message: "Resumed behind the last event, without a gap." } });
    }
  }

  #lost(source, url) {
    if (source !== this.#source) {
      return;
    }
    if (source.readyState === EventSource.CONNECTING) {
      this.turned("reconnecting", "Connection lost, the browser reconnects …");
    } else {
      this.#explain(source, url);
    }
  }

  /** An EventSource doesn't tell why it was refused; the same request by hand does. */
  async #explain(source, url) {
    const abort = new AbortController();
    let why = "The application doesn't answer";
    try {
      const answer = await fetch(url, { signal: abort.signal, headers: { Accept: "text/event-stream" } });
      why = answer.ok && !answer.redirected ? "The stream was lost" : await refusal(answer);
    } catch {
      // stays unexplained
    } finally {
      abort.abort();
    }
    if (source === this.#source) {
      this.#retry(why);
    }
  }

  #retry(why) {
    this.#drop();
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    this.turned("waiting", why, Date.now() + pause);
    this.#timer = setTimeout(() => this.connect(), pause);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
