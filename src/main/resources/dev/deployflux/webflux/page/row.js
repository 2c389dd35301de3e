// One service: its state first, by word and shape; its name; what it is at; since when. It opens to its deployments.

import { clock } from "./clock.js";
import { Detail } from "./detail.js";
import { element, setData, setHidden, setText, showText, timeElement } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { endOf, facts } from "./standing.js";
import { isOver } from "./store.js";
import { lasting, minute } from "./times.js";
import { progressWords, statusWords, thenWords } from "./words.js";

export class Row {
  /** `toggled(key, open)` hears that a person has opened or closed it, `chosen(key, deployment)` that one of its deployments is to be seen. */
  constructor({ key, service }, { toggled, chosen }) {
    this.key = key;
    this.opened = false;
    this.drawn = null;
    this.chosen = chosen;
    this.icon = icon("none");
    this.word = element("span", "word");
    this.chip = element("span", "chip", this.icon, this.word);
    this.name = element("span", "name", element("span", "cluster-of", `${service.cluster} / `), element("b", "", service.service));
    this.when = timeElement("when", "ago");
    this.stage = element("span", "stage");
    this.bar = element("progress");
    this.bar.setAttribute("aria-label", "Running tasks");
    this.tasks = element("span", "tasks");
    this.traffic = element("span", "traffic");
    this.trouble = element("span", "trouble");
    this.rollout = element("span", "rollout", this.stage, this.bar, this.tasks, this.traffic, this.trouble);
    this.waits = element("span", "waits");
    this.why = element("span", "why");
    this.unread = element("span", "unread");
    const what = element("span", "what", this.waits, this.why, this.unread, this.rollout);
    this.details = element("details", "", element("summary", "", this.chip, this.name, what, this.when));
    this.item = element("li", "service", this.details);
    this.item.dataset.service = key;
    this.details.addEventListener("toggle", () => {
      if (this.details.open !== this.opened) {
        this.opened = this.details.open;
        toggled(key, this.opened);
      }
    });
  }

  draw(item) {
    const { service, standing, read, opened, deployment } = item;
    const drawn = [service.version, standing.word, standing.kind, read.state, read.failing, read.lastRead, opened, deployment].join("|");
    if (drawn === this.drawn) {
      return;
    }
    this.drawn = drawn;
    setData(this.item, "kind", standing.kind);
    setIcon(this.icon, standing.icon);
    setData(this.chip, "kind", standing.icon);
    setText(this.word, standing.word);
    this.#drawWhat(service, standing, read);
    this.#drawWhen(service, standing, read);
    this.opened = Boolean(opened);
    if (this.details.open !== this.opened) {
      this.details.open = this.opened;
    }
    if (this.opened) {
      this.detail ??= new Detail(this.details, (id) => this.chosen(this.key, id));
      this.detail.draw(service, read, deployment);
    } else {
      this.detail?.remove();
      this.detail = null;
    }
  }

  #drawWhat(service, { deployment, before, kind }, read) {
    const rolling = deployment && !isOver(deployment) ? deployment : null;
    const progress = progressWords(rolling?.progress);
    showText(this.stage, progress.stage);
    showText(this.tasks, progress.tasks);
    showText(this.traffic, progress.traffic);
    showText(this.trouble, progress.trouble);
    setHidden(this.bar, !progress.tasks);
    if (progress.tasks) {
      this.bar.max = rolling.progress.requestedTaskCount;
      this.bar.value = Math.min(rolling.progress.runningTaskCount, this.bar.max);
    }
    setHidden(this.rollout, ![...Object.values(progress)].some(Boolean));
    showText(this.waits, rolling?.awaiting ? waitWords(rolling.awaiting) : "");
    showText(this.why, kind === "back" ? whyWords(deployment, before) : "");
    showText(this.unread, unreadWords(read, facts(service).newest));
  }

  #drawWhen(service, { deployment, kind }, read) {
    const { usual } = facts(service);
    const over = !deployment || isOver(deployment);
    const at = kind === "unreadable" ? Date.parse(read.lastRead ?? NaN) : deployment ? endOf(deployment) : NaN;
    setData(this.when, "form", over ? "ago" : "for");
    setData(this.when, "usual", !over && usual !== null ? lasting(usual) : "");
    setData(this.when, "at", Number.isNaN(at) ? "" : String(at));
    setHidden(this.when, Number.isNaN(at));
    tick(this.when, clock.now());
  }
}

/** Brings a moment up to date. */
export function tick(node, now) {
  if (!node.dataset.at) {
    setText(node, "");
    return;
  }
  const at = Number(node.dataset.at);
  const { usual } = node.dataset;
  setText(node, node.dataset.form === "for"
    ? `for ${lasting(now - at)}${usual ? `, usually ${usual}` : ""}`
    : `${minute(at, now)}${now - at < 86_400_000 ? `, ${lasting(now - at)} ago` : ""}`);
  const machine = new Date(at).toISOString();
  if (node.dateTime !== machine) {
    node.dateTime = machine;
  }
}

/** What somebody has to answer, and until when. */
export function waitWords({ expiresAt, timeoutAction }) {
  return expiresAt
    ? `Waits for approval until ${minute(Date.parse(expiresAt), clock.now())}${thenWords(timeoutAction)}`
    : "Waits for approval, for as long as it takes";
}

/** Why it rolls back or did; or what the one before has come to. */
export function whyWords(deployment, before) {
  const reason = (before ?? deployment).statusReason ?? (before ?? deployment).rollback?.reason ?? "";
  if (!before) {
    return reason;
  }
  return `The one before: ${statusWords(before.status)[0].toLowerCase()}${reason ? `. ${reason}` : ""}`;
}

export function unreadWords({ state, lastRead, failing }, newest) {
  const why = failing ? ` (${failing})` : "";
  if (state === "unreadable") {
    const since = lastRead ? `Can't be read since ${minute(Date.parse(lastRead), clock.now())}` : "Couldn't be read so far";
    return `${since}${why}${newest ? `; then: ${statusWords(newest.status)[0].toLowerCase()}` : ""}`;
  }
  if (state === "unread" && failing) {
    return `Not read yet${why}; it is tried again`;
  }
  return state === "late" ? `Not read since ${minute(Date.parse(lastRead), clock.now())}${why}` : "";
}
