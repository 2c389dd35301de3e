// What is to be seen. It stands in the page's address, so that a link shows the same to others.

export class Filters {
  constructor(form, changed) {
    this.form = form;
    this.wanted = new URLSearchParams(location.search).get("cluster") ?? "";
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (form.elements[name] && name !== "cluster") {
        form.elements[name].value = value;
      }
    }
    this.clusters([]);
    form.addEventListener("submit", (event) => event.preventDefault());
    const take = () => {
      const query = String(new URLSearchParams([...new FormData(form)].filter(([, value]) => value)));
      const another = this.wanted !== form.elements.cluster.value;
      this.wanted = form.elements.cluster.value;
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
      changed(another);
    };
    form.addEventListener("input", take);
    form.addEventListener("change", take);
  }

  /** What the server is asked for. The other filters are the page's own, and need no new stream. */
  query() {
    return this.wanted ? { cluster: this.wanted } : {};
  }

  /** Those that can be chosen; once known, one stays so while another is shown alone. */
  clusters(names) {
    const select = this.form.elements.cluster;
    const known = new Set([...select.options].map((option) => option.value));
    [...names, this.wanted].filter((name) => !known.has(name)).forEach((name) => select.add(new Option(name, name)));
    select.value = this.wanted;
  }

  /** `states` are what a service may be shown for, by the names of the choices. */
  shows(service, states) {
    const part = this.form.elements.service.value.trim().toLowerCase();
    const show = this.form.elements.show.value;
    return service.service.toLowerCase().includes(part)
      && (show === "" || Boolean(states[show]));
  }
}
