// Whether what the page shows is true now: green only if all that is watched was read in time. Knows no page.

import { lasting, milliseconds, minute } from "./times.js";
import { count } from "./words.js";

/** A replica that doesn't poll is up to two seconds behind while all is well. */
const BEHIND_OTHERS = 10_000;

/**
 * The level, `good`, `wait`, `warn` or `bad`; the text beside the state of the connection; and the lines that say more. `connection`
 * is the stream's state, `health` what was last told, `stale` and `refused` whether that is too old and why it can't be had,
 * `warnings` what the stream has told.
 */
export function verdict({ connection, health, stale, refused, warnings, clock }) {
  const lines = [...warnings];
  if (connection !== "live") {
    return { level: connection === "waiting" || connection === "reconnecting" ? "bad" : "wait", text: "", lines };
  }
  if (refused || stale) {
    return { level: "bad", text: `How fresh this is can't be told${refused ? `: ${refused}` : ""}`, lines };
  }
  if (!health) {
    return { level: "wait", text: "Asking how fresh this is …", lines };
  }
  lines.push(...replicaLines(health), ...clusterLines(health, warnings));
  const [level, text] = ofServices(health, clock);
  return { level: level === "good" && (lines.length || health.behind) ? "warn" : level, text, lines };
}

function ofServices({ services, ended, polling, lookupFailures }, clock) {
  if (ended) {
    return ["bad", `Nothing is read any more: the polling has ended (${ended})`];
  }
  if (!services.length) {
    return lookupFailures
      ? ["bad", "No service is known, as they can't be looked up"]
      : ["wait", "No services are watched"];
  }
  const all = services.length;
  const unreadable = services.filter((each) => each.unreadable);
  if (unreadable.length) {
    const level = unreadable.length === all ? "bad" : "warn";
    return [level, `${unreadable.length} of ${all} can't be read${since(unreadable, clock)}`];
  }
  const unread = services.filter((each) => !each.lastGoodPass).length;
  if (unread) {
    return ["wait", `${unread} of ${count(all, "service")} not read yet`];
  }
  const late = services.filter((each) => !each.inTime).length;
  if (late) {
    return ["warn", `${late} of ${count(all, "service")} not read in time`];
  }
  if (!polling) {
    return ["warn", "Nobody polls now"];
  }
  const oldest = Math.max(...services.map((each) => milliseconds(each.age)));
  return ["good", `${all === 1 ? "The service was" : `All ${all.toLocaleString("en")} services`} read within ${lasting(oldest)}`];
}

/** Since when none of them could be read: after the last good poll of any. */
export function since(services, clock) {
  const read = services.map((each) => each.lastGoodPass).filter(Boolean).map(Date.parse);
  return read.length ? ` since ${minute(Math.max(...read), clock.now())}` : "";
}

function replicaLines({ replica, polling }) {
  const lines = [];
  if (replica?.storeFailure) {
    lines.push(`What replicas share can't be reached (${replica.storeFailure}): what is new waits until it can.`);
  } else if (polling && replica && !replica.poller) {
    lines.push("No replica polls now: what is below may be old.");
  }
  if (replica && milliseconds(replica.readerLag) > BEHIND_OTHERS) {
    lines.push(`This replica is ${lasting(milliseconds(replica.readerLag))} behind the one that polls.`);
  }
  return lines;
}

/** What health tells of, though no event did: those came before the snapshot. */
function clusterLines({ failingClusters, behind, detailsFailing }, warnings) {
  const told = (part) => [...warnings].some((line) => line.includes(part));
  return [
    failingClusters?.length && !told("looked up")
      && `The services of ${failingClusters.join(", ")} can't be looked up; those that are known are watched on.`,
    behind && !told("news comes late") && "Services are read later than they should be: news comes late.",
    detailsFailing && !told("can't be described")
      && `Deployments in flight can't be described (${detailsFailing}): neither progress nor what is waited for is told.`,
  ].filter(Boolean);
}
