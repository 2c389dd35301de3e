// What is known of services and deployments: events in, facts out. Knows no page and no network.

const OVER = new Set(["SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"]);
const RECOVERED = {
  "lookup-recovered": "lookup-failing",
  "details-recovered": "details-failing",
  "detector-recovered": "detector-failing",
  "hints-recovered": "hints-failing",
  "store-recovered": "store-failing",
  "caught-up": "behind",
};
const TROUBLES = new Set(Object.values(RECOVERED));
const MOST_DEPLOYMENTS = 200;

export const isOver = (deployment) => OVER.has(deployment.status);
export const isRolledBack = (deployment) => (deployment.status ?? "").startsWith("ROLLBACK_");
export const isWaiting = (deployment) => Boolean(deployment.awaiting) && !isOver(deployment);
export const keyOf = ({ cluster, service }) => `${cluster}/${service}`;

const inFlight = (deployment) => ({ progress: deployment?.progress, awaiting: deployment?.awaiting });

/** Another hook may have begun to wait before the end of this one was told. */
const othersWait = (before, ended) =>
  (before?.awaiting?.hookId === ended.awaiting.hookId ? null : before?.awaiting);

export class Store {
  #reading = null;

  constructor() {
    this.services = new Map();
    this.warnings = new Map();
  }

  /** Another replica may reach the store. */
  disconnected() {
    this.warnings.delete("store-failing");
  }

  /** Whether what is shown is from before the snapshot that is being read. */
  get isReading() {
    return this.#reading !== null;
  }

  /**
   * Applies one event of the stream, by its name. While a snapshot is read, what was known before stands until it is
   * complete, so that nothing flickers; that the replica can't reach its store is in no snapshot.
   */
  apply(name, view) {
    if (name === "reset") {
      const kept = this.warnings.get("store-failing");
      const anew = { services: new Map(), warnings: new Map(kept ? [["store-failing", kept]] : []) };
      if (this.services.size) {
        this.#reading = anew;
      } else {
        Object.assign(this, anew);
      }
    } else if (name === "live") {
      Object.assign(this, this.#reading ?? {});
      this.#reading = null;
    } else {
      change(this.#reading ?? this, name, view);
    }
  }

  clusters() {
    return [...new Set([...this.services.values()].map((service) => service.cluster))].sort();
  }
}

function change(known, name, view) {
  const notice = view.notice;
  if (TROUBLES.has(name)) {
    known.warnings.set(name, notice.message);
  } else if (RECOVERED[name]) {
    known.warnings.delete(RECOVERED[name]);
  } else if (name === "service-left") {
    known.services.delete(keyOf(notice));
  } else if (name === "service-joined") {
    of(known, notice);
  } else if (name === "service-failing" || name === "service-recovered") {
    of(known, notice).failing = name === "service-failing" ? notice : null;
  } else if (view.change) {
    changeDeployment(of(known, view.change), name, view);
  }
}

/** An event tells a part of a deployment; what others have told of it before stays. */
function changeDeployment({ deployments }, name, view) {
  const before = deployments.get(view.serviceDeploymentArn);
  const put = (merged) => deployments.set(view.serviceDeploymentArn, merged);
  switch (name) {
    case "deployment":
      put({ ...view, rollback: before?.rollback, ...(isOver(view) ? {} : inFlight(before)) });
      trim(deployments);
      break;
    case "progress":
      put({ ...(before ?? view), progress: view.progress, rollback: view.rollback });
      break;
    case "awaiting-action":
      put({ ...(before ?? view), awaiting: view.awaiting });
      break;
    case "awaiting-ended":
      put({ ...(before ?? view), awaiting: othersWait(before, view) });
      break;
    case "removed":
      deployments.delete(view.serviceDeploymentArn);
      break;
  }
}

/** The service, which has changed. */
function of({ services }, { cluster, service }) {
  const key = keyOf({ cluster, service });
  if (!services.has(key)) {
    services.set(key, { key, cluster, service, deployments: new Map(), failing: null, version: 0 });
  }
  const found = services.get(key);
  found.version++;
  return found;
}

/** A page that stays open for days keeps the newest of each service. */
function trim(deployments) {
  if (deployments.size > MOST_DEPLOYMENTS) {
    const old = newestFirst(deployments.values()).slice(MOST_DEPLOYMENTS / 2).filter(isOver);
    old.forEach((each) => deployments.delete(each.serviceDeploymentArn));
  }
}

export function newestFirst(deployments) {
  return [...deployments].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}
