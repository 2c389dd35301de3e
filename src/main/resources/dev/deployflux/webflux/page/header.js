// The head of the page: the connection, how true the page is, and how many of each kind there are.

import { byId, element, setData, setHidden, setText, showText } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { second } from "./times.js";

const SHAPES = { good: "good", wait: "unread", warn: "unreadable", bad: "back" };

const TILES = [
  ["back", "Rolled back"],
  ["paused", "Wait for approval"],
  ["stuck", "Overdue"],
  ["unreadable", "Can't be read"],
  ["rolling", "Rolling out"],
  ["rest", "The rest"],
];

export class Header {
  #countdown = null;

  /** `chosen(show)` hears what is to be shown alone. */
  constructor(address, chosen) {
    this.shape = icon("unread");
    byId("verdict").prepend(this.shape);
    this.tiles = new Map(TILES.map(([kind, word]) => [kind, this.#tile(kind, word, address, chosen)]));
  }

  #tile(kind, word, address, chosen) {
    const number = element("b");
    const made = element("button", "tile", icon(kind === "rest" ? "none" : kind), number, element("span", "", word));
    made.type = "button";
    made.dataset.show = kind;
    made.addEventListener("click", () => chosen(address.show === kind ? "" : kind));
    byId("tiles").append(made);
    return { made, number };
  }

  /** What became of the connection; the countdown is for the eye alone. */
  connection(state, text, until, lostAt, now) {
    setData(byId("verdict"), "connection", state);
    clearInterval(this.#countdown);
    const show = () => {
      const left = until ? `, again in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s` : "";
      setText(byId("connection-text"), until ? `Not connected${left}` : text);
    };
    show();
    if (until) {
      this.#countdown = setInterval(show, 500);
    }
    setHidden(byId("reconnect"), !until);
    const why = until ? `${text.replace(/\.$/, "")}.` : "";
    const old = lostAt && state !== "live" ? ` What is below was so at ${second(lostAt, now)}.` : "";
    if (until || state === "live" || state === "reconnecting") {
      showText(byId("problem"), (why || old) && `${why}${old}`.trim());
    }
  }

  verdict({ level, text, lines }) {
    setData(byId("verdict"), "level", level);
    setIcon(this.shape, SHAPES[level]);
    setText(byId("freshness"), text);
    const warnings = byId("warnings");
    if ([...warnings.children].map((each) => each.textContent).join("\n") !== lines.join("\n")) {
      warnings.replaceChildren(...lines.map((line) => element("li", "", line)));
    }
  }

  counts(counts, show, all) {
    for (const [kind, { made, number }] of this.tiles) {
      setText(number, (counts[kind] ?? 0).toLocaleString("en"));
      setData(made, "none", String(!counts[kind]));
      made.setAttribute("aria-pressed", String(show === kind));
    }
    setText(byId("counts"), all);
  }
}
