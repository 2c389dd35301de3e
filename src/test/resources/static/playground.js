// The controls of the simulated account, above the page that is deployflux's own. Where the account is a true one, there are none.

import { clock } from "./page/clock.js";
import { second } from "./page/times.js";

const FASTEST = 600;
const toSpeed = (position) => Math.round(FASTEST ** (position / 100));
const toPosition = (speed) => Math.round((Math.log(speed) / Math.log(FASTEST)) * 100);
const byId = (id) => document.getElementById(id);

const HTML = `
  <details id="playground" class="playground">
    <summary><strong>Playground</strong>
      <span class="quiet">The account is simulated: break it, and see what the page makes of it.</span></summary>
    <div class="controls">
      <fieldset>
        <legend>Time</legend>
        <input id="speed" aria-label="Speed of time" type="range" min="0" max="100" step="1">
        <output id="speed-text" for="speed"></output>
        <time id="now"></time>
      </fieldset>
      <fieldset>
        <legend>Deploy</legend>
        <select id="deploy-service" aria-label="Service to deploy"></select>
        <button id="deploy-good" type="button">To succeed</button>
        <button id="deploy-bad" type="button">To roll back</button>
      </fieldset>
      <fieldset>
        <legend>Break</legend>
        <button type="button" data-trouble="throttling" aria-pressed="false">Throttle</button>
        <button type="button" data-trouble="errors" aria-pressed="false">Errors</button>
        <button type="button" data-trouble="cuts" aria-pressed="false">Cut off ECS</button>
        <button id="cut" type="button">Cut this stream</button>
        <button type="button" data-trouble="none" aria-pressed="true">Heal</button>
      </fieldset>
    </div>
  </details>`;

async function start() {
  const account = await (await fetch("account")).json();
  document.querySelector("h1").append(element(account.simulated ? " of a simulated account" : " of your AWS account"));
  const state = account.simulated ? await call("") : null;
  if (!state) {
    return;
  }
  document.querySelector("main").insertAdjacentHTML("afterbegin", HTML);
  byId("playground").open = matchMedia("(min-width: 52rem) and (min-height: 45rem)").matches;
  byId("deploy-service").append(...state.services.map((name) => new Option(name, name)));
  byId("deploy-service").value = state.services.find((name) => name.endsWith("/checkout")) ?? state.services[0];
  byId("speed").addEventListener("input", () => showSpeed(toSpeed(byId("speed").value)));
  byId("speed").addEventListener("change", () => call(`/speed?factor=${toSpeed(byId("speed").value)}`, "POST"));
  byId("deploy-good").addEventListener("click", () => deploy(true));
  byId("deploy-bad").addEventListener("click", () => deploy(false));
  byId("cut").addEventListener("click", () => call("/cut", "POST"));
  for (const button of document.querySelectorAll("[data-trouble]")) {
    button.addEventListener("click", () => call(`/trouble?kind=${button.dataset.trouble.toUpperCase()}`, "POST"));
  }
  show(state);
  setInterval(showTime, 250);
  setInterval(() => call(""), 10_000);
}

function element(text) {
  const small = document.createElement("small");
  small.className = "quiet";
  small.textContent = text;
  return small;
}

function deploy(succeeds) {
  const service = encodeURIComponent(byId("deploy-service").value);
  return call(`/deployments?service=${service}&succeeds=${succeeds}`, "POST");
}

function showTime() {
  byId("now").textContent = second(clock.now(), clock.now());
}

function showSpeed(speed) {
  byId("speed-text").textContent = `${speed}×`;
  byId("speed").setAttribute("aria-valuetext", `${speed} times as fast`);
}

function show(state) {
  showTime();
  showSpeed(state.speed);
  byId("speed").value = toPosition(state.speed);
  for (const button of document.querySelectorAll("[data-trouble]")) {
    button.setAttribute("aria-pressed", String(button.dataset.trouble === state.trouble));
  }
}

async function call(path, method = "GET") {
  try {
    const answer = await fetch(`playground${path}`, { method });
    if (!answer.ok) {
      return null;
    }
    const state = await answer.json();
    clock.set(state.now, state.speed);
    if (byId("playground")) {
      show(state);
    }
    return state;
  } catch {
    return null; // the connection's state tells
  }
}

start();
