// Moments and durations as people write them. A moment of another day has its date.

const MINUTE = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SECOND = { ...MINUTE, second: "2-digit" };
const DAY = { weekday: "short", day: "numeric", month: "short" };
const YEAR = { ...DAY, year: "numeric" };

const formats = new Map();

/** Making a format costs a hundred times as much as using it. */
function format(name, options) {
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat([], options));
  }
  return formats.get(name);
}

/** To the minute. */
export function minute(instant, now) {
  return dated(instant, now, "minute", MINUTE);
}

/** To the second. */
export function second(instant, now) {
  return dated(instant, now, "second", SECOND);
}

function dated(instant, now, name, options) {
  const [at, today] = [new Date(instant), new Date(now)];
  const time = format(name, options).format(at);
  if (at.toDateString() === today.toDateString()) {
    return time;
  }
  const date = at.getFullYear() === today.getFullYear() ? format("day", DAY) : format("year", YEAR);
  return `${date.format(at)}, ${time}`;
}

/** In full, for whoever points at it. */
export function full(instant) {
  return format("full", { ...YEAR, ...SECOND, timeZoneName: "short" }).format(new Date(instant));
}

/** How long, roughly: two units at most. */
export function lasting(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? pair(hours, "h", minutes % 60, "min") : pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** How long, to the second below an hour. */
export function exactly(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds >= 60 && seconds < 3_600 ? pair(Math.floor(seconds / 60), "min", seconds % 60, "s") : lasting(milliseconds);
}

function pair(many, unit, rest, smaller) {
  return rest ? `${many} ${unit} ${rest} ${smaller}` : `${many} ${unit}`;
}

/** ISO-8601 durations as the server writes them, such as PT24H or PT0.4S. */
export function milliseconds(text) {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text ?? "") ?? [];
  return (((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
}
