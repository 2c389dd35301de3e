// Puts the parts together: the stream fills the store, health says how true that is, and the sections show it.

import { Address } from "./address.js";
import { Attention, Together } from "./attention.js";
import { clock } from "./clock.js";
import { Clusters } from "./clusters.js";
import { byId, element, setHidden, setText } from "./dom.js";
import { Header } from "./header.js";
import { Health } from "./health.js";
import { List, Rows } from "./list.js";
import { Log } from "./log.js";
import { News } from "./news.js";
import { Row, tick } from "./row.js";
import { reading, standing } from "./standing.js";
import { Store } from "./store.js";
import { Stream } from "./stream.js";
import { lasting, milliseconds } from "./times.js";
import { verdict } from "./verdict.js";
import { count } from "./words.js";

const TICK = 1_000;

const address = new Address();
const store = new Store();
const log = new Log(byId("log"));
const news = new News();
const stream = new Stream(told, turned);
const health = new Health(looked, () => stream.doubt());
const header = new Header(address, (show) => set("show", show));
const toggles = {
  toggled: (key, open) => choose(open ? key : "", ""),
  chosen: (key, deployment) => choose(key, deployment),
};
const rows = new Rows((item) => (item.services ? new Together(item, rows, address) : new Row(item, toggles)));
const attention = new Attention(byId("attention"), rows, address);
const rolling = new List(byId("rolling"), rows);
const clusters = new Clusters(byId("clusters"), rows, address, drawSoon);

let connection = "connecting";
let lostAt = null;
let due = false;
let judged = null;

function told(name, view) {
  store.apply(name, view);
  log.add(name, view);
  if (name === "service-failing" || name === "service-recovered" || name === "live" || name.startsWith("lookup-")) {
    health.soon();
  }
  drawSoon();
}

function turned(state, text, until) {
  connection = state;
  if (state === "live") {
    lostAt = null;
  } else if (state !== "reading") {
    store.disconnected();
    lostAt ??= store.services.size ? clock.now() : null;
  }
  header.connection(state, text, until, lostAt, clock.now());
  drawSoon();
}

function looked() {
  const { replica } = health.view ?? {};
  setText(byId("replica"), replica ? whoPolls(replica) : "");
  drawSoon();
}

/** Which of several replicas is at the other end, and which of them polls. */
function whoPolls({ name, poller }) {
  if (!poller) {
    return `Served by ${name}; nobody polls now`;
  }
  return poller.here ? `Served by ${name}, which polls` : `Served by ${name}; ${poller.replica} polls`;
}

function choose(service, deployment) {
  address.choose(service, deployment);
  drawSoon();
}

function set(name, value) {
  address[name] = value;
  address.write();
  drawSoon();
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
  const now = clock.now();
  const items = [...store.services.values()].map((service) => {
    const told = health.of(service.key);
    const read = reading(service, told);
    const found = standing(service, read, now);
    const opened = service.key === address.service;
    return { key: service.key, service, health: told, read, standing: found, opened, deployment: opened ? address.deployment : "" };
  });
  const inCluster = new Map();
  items.forEach(({ service }) => inCluster.set(service.cluster, (inCluster.get(service.cluster) ?? 0) + 1));
  const shown = items.filter(passes);
  const of = (group) => shown.filter((item) => item.standing.group === group);
  const needy = of("attention");
  const troubles = attention.draw(needy, inCluster);
  rolling.draw(of("rolling").sort((a, b) => trouble(b) - trouble(a) || b.standing.at - a.standing.at), address.service);
  clusters.draw(of("rest"), Boolean(address.find.trim()), noneWords());
  judge();
  drawHeads(items, shown, [...inCluster.keys()].sort(), troubles);
  log.draw();
  news.attention(items.filter((item) => item.standing.group === "attention"), connection === "live");
}

const trouble = ({ standing: { deployment } }) => Number(Boolean(deployment.progress?.failureCount || deployment.progress?.triggeredAlarmNames));

/** "None" alone would say that there never was one. */
function noneWords() {
  return health.view?.window ? `none in ${lasting(milliseconds(health.view.window))}` : "none known";
}

function passes({ key, service, standing: { group, kind } }) {
  const part = address.find.trim().toLowerCase();
  return (!part || key.toLowerCase().includes(part))
    && (!address.cluster || service.cluster === address.cluster)
    && (!address.show || address.show === (group === "rest" ? "rest" : kind));
}

function drawHeads(items, shown, names, troubles) {
  const counts = {};
  items.forEach(({ standing: { group, kind } }) => {
    const tile = group === "rest" ? "rest" : kind;
    counts[tile] = (counts[tile] ?? 0) + 1;
  });
  const all = `${count(items.length, "service")} in ${count(names.length, "cluster")}`;
  header.counts(counts, address.show, shown.length < items.length ? `${count(shown.length, "service")} of ${items.length} shown` : all);
  drawClusterChoice(names);
  const inSection = (group) => shown.filter((item) => item.standing.group === group).length;
  for (const group of ["attention", "rolling", "rest"]) {
    setText(byId(`${group}-count`), String(group === "attention" ? troubles : inSection(group)));
    setHidden(byId(`${group}-section`), group !== "attention" && !inSection(group));
  }
  setHidden(byId("empty"), inSection("attention") > 0);
  setText(byId("empty"), emptyWords(items, shown, names));
  setText(document.querySelector("title"), `${troubles ? `(${troubles}) ` : ""}Deployments`);
}

/** That nothing is known to need attention is no more than that, unless all is known. */
function emptyWords(items, shown, names) {
  if (items.length && !shown.length) {
    return address.cluster && !names.includes(address.cluster)
      ? `No service of the cluster ${address.cluster} is watched. There are: ${names.join(", ")}.`
      : "No service passes the filters.";
  }
  if (!items.length) {
    return connection === "live" ? "No service is known." : "Nothing is known yet.";
  }
  if (shown.length < items.length) {
    return "Nothing of what is shown.";
  }
  return judged?.level === "good" ? "Nothing needs attention." : "Nothing that is known; not everything is known, as said above.";
}

function drawClusterChoice(names) {
  const select = byId("filters").elements.cluster;
  const wanted = [...new Set([...names, address.cluster].filter(Boolean))].sort();
  if ([...select.options].slice(1).map((option) => option.value).join("\n") !== wanted.join("\n")) {
    select.replaceChildren(new Option("all clusters", ""), ...wanted.map((name) => new Option(name, name)));
  }
  select.value = address.cluster;
}

function judge() {
  judged = verdict({
    connection,
    health: health.view,
    stale: health.isStale(),
    refused: health.refused,
    warnings: store.warnings.values(),
    clock,
  });
  header.verdict(judged);
  news.verdict(judged, connection, judged.text);
}

/** Time passes: what is written of it is brought up to date, and what has become too long or too old is seen. */
function pass() {
  const now = clock.now();
  document.querySelectorAll("time[data-at]").forEach((node) => tick(node, now));
  draw();
}

const form = byId("filters");
form.elements.find.value = address.find;
form.addEventListener("submit", (event) => event.preventDefault());
form.elements.find.addEventListener("input", () => set("find", form.elements.find.value));
form.elements.cluster.addEventListener("change", () => set("cluster", form.elements.cluster.value));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, select, textarea")) {
    event.preventDefault();
    form.elements.find.focus();
  }
});
byId("reconnect").addEventListener("click", () => stream.connect());
setInterval(pass, TICK);
stream.connect();
health.begin();
