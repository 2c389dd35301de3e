// The controls of the simulated account. Where the account is a true one, there are none.

import { time } from "./clock.js";

const FASTEST = 600;
const toSpeed = (position) => Math.round(FASTEST ** (position / 100));
const toPosition = (speed) => Math.round((Math.log(speed) / Math.log(FASTEST)) * 100);
const byId = (id) => document.getElementById(id);

export class Playground {
  constructor(clock) {
    this.clock = clock;
  }

  async start() {
    const state = await this.#call("");
    if (!state) {
      return;
    }
    byId("playground").hidden = false;
    byId("playground").open = matchMedia("(min-width: 52rem)").matches;
    byId("deploy-service").append(...state.services.map((name) => new Option(name, name)));
    byId("deploy-service").value = state.services.find((name) => name.endsWith("/checkout")) ?? state.services[0];
    byId("speed").addEventListener("input", () => this.#showSpeed(toSpeed(byId("speed").value)));
    byId("speed").addEventListener("change", () => this.#call(`/speed?factor=${toSpeed(byId("speed").value)}`, "POST"));
    byId("deploy-good").addEventListener("click", () => this.#deploy(true));
    byId("deploy-bad").addEventListener("click", () => this.#deploy(false));
    byId("cut").addEventListener("click", () => this.#call("/cut", "POST"));
    for (const button of document.querySelectorAll("[data-trouble]")) {
      button.addEventListener("click", () => this.#call(`/trouble?kind=${button.dataset.trouble.toUpperCase()}`, "POST"));
    }
    this.#showTime();
    setInterval(() => this.#showTime(), 250);
    setInterval(() => this.#call(""), 10_000);
  }

  #deploy(succeeds) {
    const service = encodeURIComponent(byId("deploy-service").value);
    return this.#call(`/deployments?service=${service}&succeeds=${succeeds}`, "POST");
  }

  #showTime() {
    byId("now").textContent = time(this.clock.now());
  }

  #showSpeed(speed) {
    byId("speed-text").textContent = `${speed}×`;
    byId("speed").setAttribute("aria-valuetext", `${speed} times as fast`);
  }

  async #call(path, method = "GET") {
    try {
      const answer = await fetch(`playground${path}`, { method });
      if (!answer.ok) {
        return null;
      }
      const state = await answer.json();
      this.clock.set(state.now, state.speed);
      this.#showSpeed(state.speed);
      byId("speed").value = toPosition(state.speed);
      for (const button of document.querySelectorAll("[data-trouble]")) {
        button.setAttribute("aria-pressed", String(button.dataset.trouble === state.trouble));
      }
      return state;
    } catch {
      return null; // the connection's state tells
    }
  }
}
