// How a service stands, by what is known of it: what needs attention, what rolls out, and the rest. Knows no page.

import { isOver, isRolledBack, isWaiting, newestFirst } from "./store.js";
import { statusWords } from "./words.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Whoever takes twice as long as usual is overdue, but not for this much more. */
const TOLERATED = 10 * MINUTE;

/** Whoever was never seen to succeed is overdue after this. */
const UNUSUAL = 60 * MINUTE;

/** What needs attention, the first first. */
export const ATTENTION = ["back", "paused", "stuck", "unreadable"];

const known = new WeakMap();

/** What its deployments tell, reckoned anew only if there is news of them. */
export function facts(service) {
  const before = known.get(service);
  if (before?.version === service.version) {
    return before;
  }
  const deployments = newestFirst(service.deployments.values());
  const took = deployments.filter((each) => each.status === "SUCCESSFUL" && each.finishedAt).map(duration).sort((a, b) => a - b);
  const made = {
    version: service.version,
    deployments,
    newest: deployments[0] ?? null,
    // One that was stopped has put nothing right: what was wrong before it still is.
    settled: deployments.find((each) => isOver(each) && each.status !== "STOPPED") ?? null,
    usual: took.length ? took[Math.floor((took.length - 1) / 2)] : null,
    longest: took.length ? took[took.length - 1] : null,
    succeeded: took.length,
  };
  known.set(service, made);
  return made;
}

/** From its creation to its end, which it has. */
export function duration(deployment) {
  return Date.parse(deployment.finishedAt) - Date.parse(deployment.createdAt);
}

/** From when on it takes longer than usual, if it isn't over by then. */
function stuckAt(deployment, { usual, longest }) {
  const allowed = usual === null ? UNUSUAL : Math.max(usual + TOLERATED, 2 * usual, longest);
  return Date.parse(deployment.createdAt) + allowed;
}

/**
 * What the last polls made of it: `unreadable`, `unread` as there was none yet, `late`, or `read`. `health` is what the feed's
 * health last told, if it has.
 */
export function reading(service, health) {
  const failing = health?.error ?? null;
  const lastRead = health?.lastGoodPass ?? null;
  if (health?.unreadable) {
    return { state: "unreadable", lastRead, failing };
  }
  if (!health || !lastRead) {
    return { state: "unread", lastRead, failing };
  }
  return { state: health.inTime ? "read" : "late", lastRead, failing };
}

/** Its group, its kind, the word and the shape for it, the deployment that is why, and since when. */
export function standing(service, read, now) {
  const found = groupOf(service, read, now);
  return { ...found, at: found.deployment ? endOf(found.deployment) : 0 };
}

function groupOf(service, read, now) {
  const of = facts(service);
  const { newest, settled } = of;
  const rolling = newest && !isOver(newest) ? newest : null;
  const back = settled && isRolledBack(settled) && now - endOf(settled) < DAY ? settled : null;
  const [word, kind] = rolling ? statusWords(rolling.status) : ["", ""];
  if (rolling && isRolledBack(rolling)) {
    return attention("back", word, kind, rolling);
  }
  if (rolling && isWaiting(rolling)) {
    return attention("paused", "Waits for approval", "paused", rolling);
  }
  if (rolling && stuckAt(rolling, of) <= now) {
    return attention("stuck", "Overdue", "stuck", rolling);
  }
  if (back) {
    return rolling ? attention("back", `${word} again`, kind, rolling, back) : attention("back", ...statusWords(back.status), back);
  }
  if (read.state === "unreadable") {
    return attention("unreadable", "Can't be read", "unreadable", newest);
  }
  if (rolling) {
    return { group: "rolling", kind: "rolling", word, icon: kind, deployment: rolling };
  }
  return { group: "rest", ...quiet(newest, read), deployment: newest };
}

function attention(kind, word, shape, deployment, before = null) {
  return { group: "attention", kind, word, icon: shape, deployment, before };
}

/** Not read yet, and read without a deployment, are two things. */
function quiet(newest, read) {
  if (newest) {
    const [word, kind] = statusWords(newest.status);
    return { kind, word, icon: kind };
  }
  return read.state === "unread"
    ? { kind: "unread", word: "Not read yet", icon: "unread" }
    : { kind: "none", word: "None", icon: "none" };
}

/** When it ended; while it hasn't, when it was created. */
export function endOf(deployment) {
  return Date.parse(deployment.finishedAt ?? deployment.createdAt);
}
