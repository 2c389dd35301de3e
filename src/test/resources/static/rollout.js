// What a rollout is at, in words and a bar: its stage, its tasks, its traffic, and what it waits for.

import { until } from "./clock.js";
import { isOver, isRolledBack } from "./store.js";

const STAGES = {
  RECONCILE_SERVICE: "Preparing",
  PRE_SCALE_UP: "About to scale up",
  SCALE_UP: "Scaling up",
  POST_SCALE_UP: "Scaled up",
  TEST_TRAFFIC_SHIFT: "Shifting test traffic",
  POST_TEST_TRAFFIC_SHIFT: "Test traffic shifted",
  PRE_PRODUCTION_TRAFFIC_SHIFT: "About to shift traffic",
  PRODUCTION_TRAFFIC_SHIFT: "Shifting traffic",
  POST_PRODUCTION_TRAFFIC_SHIFT: "Traffic shifted",
  BAKE_TIME: "Baking",
  CLEAN_UP: "Cleaning up",
};
const THEN = { ROLLBACK: ", then rolls back", CONTINUE: ", then goes on" };

/** One line of a service's row; empty and hidden while nothing is in flight, or nothing is told of it. */
export class Rollout {
  constructor() {
    this.line = span("rollout");
    this.stage = span("stage");
    this.bar = document.createElement("progress");
    this.bar.setAttribute("aria-label", "Running tasks");
    this.tasks = span("tasks");
    this.traffic = span("traffic");
    this.trouble = span("trouble");
    this.line.append(this.stage, this.bar, this.tasks, this.traffic, this.trouble);
    this.waits = span("waits");
    this.approval = span("approval");
    this.hook = document.createElement("code");
    this.waits.append(this.approval, " (hook ", this.hook, ")");
  }

  draw(deployment, now) {
    const rolling = deployment && !isOver(deployment);
    const progress = (rolling && deployment.progress) || {};
    const { runningTaskCount: running, requestedTaskCount: requested } = progress;
    const counted = running != null && requested > 0;
    show(this.stage, stage(progress.lifecycleStage));
    this.bar.hidden = !counted;
    if (counted) {
      this.bar.max = requested;
      this.bar.value = Math.min(running, requested);
    }
    show(this.tasks, counted ? `${running} of ${requested} tasks` : "");
    const weight = progress.requestedProductionTrafficWeight;
    show(this.traffic, weight == null ? "" : `${weight} % of traffic shifted`);
    show(this.trouble, trouble(progress));
    this.line.hidden = [...this.line.children].every((each) => each.hidden);

    const awaiting = rolling ? deployment.awaiting : null;
    show(this.approval, awaiting ? approval(awaiting, now) : "");
    show(this.hook, awaiting?.hookId ?? "");
    this.waits.hidden = !awaiting;
  }
}

/** Why it rolls back, or did. */
export function why(deployment) {
  return deployment && isRolledBack(deployment) ? deployment.statusReason ?? deployment.rollback?.reason ?? "" : "";
}

/** One event in the log. */
export function sentence({ progress, awaiting }) {
  if (awaiting) {
    return awaiting.hookStatus ? `${awaiting.hookId} ${awaiting.hookStatus}` : awaiting.hookId;
  }
  const { lifecycleStage, runningTaskCount: running, requestedTaskCount: requested } = progress;
  return [lifecycleStage, running != null && requested != null && `${running} of ${requested} tasks`].filter(Boolean).join(", ");
}

function approval({ expiresAt, timeoutAction }, now) {
  return expiresAt
    ? `Waits for approval until ${until(Date.parse(expiresAt), now)}${THEN[timeoutAction] ?? ""}`
    : "Waits for approval";
}

function trouble({ failureCount, threshold, triggeredAlarmNames }) {
  const failed = failureCount > 0 ? `${failureCount}${threshold ? ` of ${threshold}` : ""} failures` : "";
  const alarms = triggeredAlarmNames?.length ? `alarm ${triggeredAlarmNames.join(", ")}` : "";
  return [failed, alarms].filter(Boolean).join("; ");
}

/** A stage that is newer than this page is told by its own name. */
function stage(name) {
  const words = (name ?? "").toLowerCase().replaceAll("_", " ");
  return STAGES[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function span(className) {
  const made = document.createElement("span");
  made.className = className;
  return made;
}

function show(node, text) {
  node.hidden = !text;
  if (node.textContent !== text) {
    node.textContent = text;
  }
}
