// What time it is where the deployments live: there time may pass faster than here.

export class Clock {
  #base = Date.now();
  #since = performance.now();
  #speed = 1;

  set(now, speed) {
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

export function time(instant) {
  return new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

export function minute(instant) {
  return new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** A time to come; with its day, unless that is today. */
export function until(instant, now) {
  return new Date(instant).toDateString() === new Date(now).toDateString()
    ? minute(instant)
    : new Date(instant).toLocaleString([], { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

export function ago(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
