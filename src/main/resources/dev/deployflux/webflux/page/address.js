// What is to be seen stands in the page's address, so that a link shows the same to others.

const NAMES = ["find", "cluster", "show", "open", "service", "deployment"];

export class Address {
  constructor() {
    const query = new URLSearchParams(location.search);
    this.find = query.get("find") ?? "";
    this.cluster = query.get("cluster") ?? "";
    this.show = query.get("show") ?? "";
    this.open = new Set((query.get("open") ?? "").split(",").filter(Boolean));
    this.service = query.get("service") ?? "";
    this.deployment = query.get("deployment") ?? "";
  }

  /** What others have put there stays, such as a token. */
  write() {
    const query = new URLSearchParams(location.search);
    const values = [this.find, this.cluster, this.show, [...this.open].sort().join(","), this.service, this.deployment];
    NAMES.forEach((name, i) => (values[i] ? query.set(name, values[i]) : query.delete(name)));
    // Slashes and commas may stand in a query as they are, and so can be read.
    const text = String(query).replaceAll("%2F", "/").replaceAll("%2C", ",");
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
  }

  /** Shows another service's deployments, or none, or another of the same. */
  choose(service, deployment = "") {
    this.service = service;
    this.deployment = deployment;
    this.write();
  }

  toggle(cluster, open) {
    if (open) {
      this.open.add(cluster);
    } else {
      this.open.delete(cluster);
    }
    this.write();
  }
}
