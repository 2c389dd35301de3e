// What time it is where the deployments live: their clock may be set otherwise than this machine's, or pass faster.

export class Clock {
  #base = Date.now();
  #since = performance.now();
  #speed = 1;

  set(now, speed = this.#speed) {
    this.#base = Date.parse(now);
    this.#since = performance.now();
    this.#speed = speed;
  }

  /** How long that many milliseconds there take here. */
  here(milliseconds) {
    return milliseconds / this.#speed;
  }

  now() {
    return this.#base + (performance.now() - this.#since) * this.#speed;
  }
}

/** The one of this page. */
export const clock = new Clock();
