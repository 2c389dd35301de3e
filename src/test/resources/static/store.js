// What is known of services and deployments: events in, facts out. Knows no page and no network.

const OVER = new Set(["SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"]);

export const isOver = (deployment) => OVER.has(deployment.status);
export const isRolledBack = (deployment) => (deployment.status ?? "").startsWith("ROLLBACK_");

export const isWaiting = (deployment) => Boolean(deployment.awaiting) && !isOver(deployment);

const inFlight = (deployment) => ({ progress: deployment?.progress, awaiting: deployment?.awaiting });

/** Another hook may have begun to wait before the end of this one was told. */
const othersWait = (before, ended) =>
  (before?.awaiting?.hookId === ended.awaiting.hookId ? null : before?.awaiting);

export class Store {
  constructor() {
    this.forget();
  }

  /** That its replica can't reach the store is in no snapshot. */
  forget(storeFailing) {
    this.services = new Map();
    this.warnings = new Map(storeFailing ? [["store-failing", storeFailing]] : []);
  }

  /** Another replica may reach the store. */
  disconnected() {
    this.warnings.delete("store-failing");
  }

  /** Applies one event of the stream, by its name. */
  apply(name, view) {
    const notice = view.notice;
    switch (name) {
      case "reset":
        this.forget(this.warnings.get("store-failing"));
        break;
      case "deployment":
        this.#put(view, (before) => ({ ...view, rollback: before?.rollback, ...(isOver(view) ? {} : inFlight(before)) }));
        this.#trim(this.#service(view.change));
        break;
      case "progress":
        this.#put(view, (before) => ({ ...(before ?? view), progress: view.progress, rollback: view.rollback }));
        break;
      case "awaiting-action":
        this.#put(view, (before) => ({ ...(before ?? view), awaiting: view.awaiting }));
        break;
      case "awaiting-ended":
        this.#put(view, (before) => ({ ...(before ?? view), awaiting: othersWait(before, view) }));
        break;
      case "removed":
        this.#service(view.change).deployments.delete(view.serviceDeploymentArn);
        break;
      case "service-joined":
        this.#service(notice);
        break;
      case "service-left":
        this.services.delete(key(notice));
        break;
      case "service-failing":
        this.#service(notice).failing = notice.message;
        break;
      case "service-recovered":
        this.#service(notice).failing = null;
        break;
      case "lookup-failing":
      case "details-failing":
      case "detector-failing":
      case "hints-failing":
      case "behind":
      case "store-failing":
        this.warnings.set(name, notice.message);
        break;
      case "lookup-recovered":
        this.warnings.delete("lookup-failing");
        break;
      case "details-recovered":
        this.warnings.delete("details-failing");
        break;
      case "detector-recovered":
        this.warnings.delete("detector-failing");
        break;
      case "hints-recovered":
        this.warnings.delete("hints-failing");
        break;
      case "caught-up":
        this.warnings.delete("behind");
        break;
      case "store-recovered":
        this.warnings.delete("store-failing");
        break;
    }
  }

  /** An event tells a part of a deployment; what others have told of it before stays. */
  #put(view, merged) {
    const { deployments } = this.#service(view.change);
    deployments.set(view.serviceDeploymentArn, merged(deployments.get(view.serviceDeploymentArn)));
  }

  clusters() {
    return [...new Set([...this.services.values()].map((service) => service.cluster))].sort();
  }

  #service({ cluster, service }) {
    const at = key({ cluster, service });
    if (!this.services.has(at)) {
      this.services.set(at, { cluster, service, deployments: new Map(), failing: null });
    }
    return this.services.get(at);
  }

  /** A page that stays open for days keeps the newest of each service, as no timeline shows more. */
  #trim(service) {
    if (service.deployments.size > 200) {
      const old = newestFirst(service).slice(100).filter(isOver);
      old.forEach((each) => service.deployments.delete(each.serviceDeploymentArn));
    }
  }
}

export function newestFirst(service) {
  return [...service.deployments.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

const key = ({ cluster, service }) => `${cluster}/${service}`;
