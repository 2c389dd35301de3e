// ECS's names in words. What is newer than this page is told by its own name.

const STATUSES = {
  PENDING: ["Pending", "rolling"],
  IN_PROGRESS: ["Rolling out", "rolling"],
  SUCCESSFUL: ["Succeeded", "good"],
  STOP_REQUESTED: ["Stopping", "turning"],
  STOPPED: ["Stopped", "stopped"],
  ROLLBACK_REQUESTED: ["Rollback asked for", "turning"],
  ROLLBACK_IN_PROGRESS: ["Rolling back", "turning"],
  ROLLBACK_SUCCESSFUL: ["Rolled back", "back"],
  ROLLBACK_FAILED: ["Rollback failed", "back"],
};

/** In their order, by what they have in common for people. */
export const PHASES = [
  ["Prepare", "RECONCILE_SERVICE"],
  ["Scale up", "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP"],
  ["Test traffic", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"],
  ["Traffic", "PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"],
  ["Bake", "BAKE_TIME"],
  ["Clean up", "CLEAN_UP"],
];

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

/** A status in words, and its kind. */
export function statusWords(status) {
  return STATUSES[status] ?? [status ? plain(status) : "Unknown", "stopped"];
}

export function stageWords(stage) {
  return STAGES[stage] ?? plain(stage ?? "");
}

function plain(name) {
  const words = name.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a rollout is at, the parts that are told. */
export function progressWords({ lifecycleStage, runningTaskCount: running, requestedTaskCount: requested,
  requestedProductionTrafficWeight: weight, failureCount, threshold, triggeredAlarmNames } = {}) {
  return {
    stage: lifecycleStage ? stageWords(lifecycleStage) : "",
    tasks: running != null && requested > 0 ? `${running} of ${requested} tasks` : "",
    traffic: weight == null ? "" : `${weight} % of production traffic`,
    trouble: [
      failureCount > 0 ? `${failureCount}${threshold ? ` of ${threshold}` : ""} failures` : "",
      triggeredAlarmNames?.length ? `alarm ${triggeredAlarmNames.join(", ")}` : "",
    ].filter(Boolean).join("; "),
  };
}

/** What happens if nobody answers. */
export function thenWords(timeoutAction) {
  return { ROLLBACK: ", then rolls back", CONTINUE: ", then goes on" }[timeoutAction] ?? "";
}

export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
