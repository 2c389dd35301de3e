// Puts the parts together: the stream fills the store, the timeline draws it.

import { ago, Clock, time } from "./clock.js";
import { Filters } from "./filters.js";
import { Playground } from "./playground.js";
import { sentence as rollout } from "./rollout.js";
import { isOver, isRolledBack, isWaiting, newestFirst, Store } from "./store.js";
import { Stream } from "./stream.js";
import { Timeline } from "./timeline.js";

const LOG_LINES = 50;
const HEALTH_EVERY = 5_000;
const byId = (id) => document.getElementById(id);

const clock = new Clock();
const store = new Store();
const timeline = new Timeline(byId("clusters"), byId("axis"), clock);
const filters = new Filters(byId("filters"), (another) => (another ? stream.open(filters.query()) : drawSoon()));
const stream = new Stream(told, turned);

let due = false;
let countdown = null;

function told(name, view) {
  store.apply(name, view);
  const log = byId("log");
  const line = document.createElement("li");
  const at = document.createElement("time");
  at.textContent = time(Date.now());
  line.dataset.event = name;
  line.append(at, `${name}: ${view.notice?.message ?? sentence(view)}`);
  log.prepend(line);
  while (log.children.length > LOG_LINES) {
    log.lastChild.remove();
  }
  drawSoon();
}

function sentence(view) {
  const { change, status } = view;
  if (view.progress || view.awaiting) {
    return `${change.cluster}/${change.service} ${rollout(view)}`;
  }
  return `${change.cluster}/${change.service} ${change.previousStatus ? `${change.previousStatus} → ` : ""}${status}`;
}

function turned(state, text, until) {
  if (state !== "live") {
    store.disconnected();
    drawSoon();
  }
  byId("connection").dataset.state = state;
  clearInterval(countdown);
  const show = () => {
    const left = until ? `, again in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s` : "";
    byId("connection-text").textContent = until ? `Not connected${left}` : text;
  };
  show();
  if (until) {
    countdown = setInterval(show, 500);
  }
  byId("reconnect").hidden = !until;
  byId("problem").hidden = state === "live" || (!until && byId("problem").hidden);
  if (until) {
    byId("problem").textContent = text.endsWith(".") ? text : `${text}.`;
  }
}

/** Many events come at once; what is drawn is the state behind them. */
function drawSoon() {
  if (!due) {
    due = true;
    requestAnimationFrame(() => {
      due = false;
      draw();
    });
  }
}

function draw() {
  const all = [...store.services.values()].map((service) => ({ ...service, newest: newestFirst(service)[0] }));
  const rolling = (service) => Boolean(service.newest) && !isOver(service.newest);
  const back = (service) => Boolean(service.newest) && isRolledBack(service.newest);
  const waiting = (service) => Boolean(service.newest) && isWaiting(service.newest);
  const states = (service) => ({ rolling: rolling(service), waiting: waiting(service), back: back(service) });
  const shown = all.filter((service) => filters.shows(service, states(service)));
  filters.clusters(store.clusters());
  timeline.draw(shown);
  byId("empty").hidden = shown.length > 0;
  byId("empty").textContent = all.length ? "No service passes the filters." : "Nothing is known yet.";
  const waits = all.filter(waiting).length;
  byId("counts").textContent = `${shown.length} of ${all.length} services, ${all.filter(rolling).length} rolling out`
    + `${waits ? `, ${waits} waiting for approval` : ""}, ${all.filter(back).length} rolled back`;
  const warnings = [...store.warnings.values()].map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  });
  byId("warnings").replaceChildren(...warnings);
}

function freshness(services) {
  const unread = services.filter((each) => !each.lastGoodPass).length;
  if (unread) {
    return `${unread} of ${services.length} services not read yet`;
  }
  const oldest = Math.min(...services.map((each) => Date.parse(each.lastGoodPass)));
  return `All services read within ${ago(clock.here(clock.now() - oldest))}`;
}

/** Which of several replicas is at the other end, and which of them polls. */
function whoPolls({ name, poller }) {
  if (!poller) {
    return `Served by ${name}; nobody polls now`;
  }
  return poller.here ? `Served by ${name}, which polls` : `Served by ${name}; ${poller.replica} polls`;
}

/** How fresh the news are; and whether anybody is there at all, which a silent stream doesn't tell. */
async function look() {
  try {
    const answer = await fetch("health", { signal: AbortSignal.timeout(HEALTH_EVERY) });
    const { services, replica } = await answer.json();
    byId("freshness").textContent = services.length ? freshness(services) : "";
    byId("replica").textContent = account.replicas ? whoPolls(replica) : "";
  } catch {
    stream.doubt();
  }
}

byId("reconnect").addEventListener("click", () => stream.connect());
setInterval(() => timeline.move(), 500);
setInterval(look, HEALTH_EVERY);
const account = await (await fetch("account")).json();
byId("account").textContent = account.simulated ? "of a simulated account" : "of your AWS account";
if (account.simulated) {
  await new Playground(clock).start();
}
stream.open(filters.query());
look();
