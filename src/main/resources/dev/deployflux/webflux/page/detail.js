// A deployment in full, and those before it.

import { consoleAddress, shortId } from "./arn.js";
import { clock } from "./clock.js";
import { element, timeElement } from "./dom.js";
import { icon } from "./icons.js";
import { duration, facts } from "./standing.js";
import { isOver } from "./store.js";
import { exactly, full, lasting, second } from "./times.js";
import { count, PHASES, progressWords, stageWords, statusWords, thenWords } from "./words.js";

const MOST_EARLIER = 12;

export class Detail {
  /** `chosen(id)` hears which of the deployments is to be seen. */
  constructor(parent, chosen) {
    this.chosen = chosen;
    this.root = element("div", "detail");
    parent.append(this.root);
  }

  remove() {
    this.root.remove();
  }

  draw(service, read, id) {
    const of = facts(service);
    const shown = of.deployments.find((each) => shortId(each.serviceDeploymentArn) === id) ?? of.newest;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.does : null;
    this.root.replaceChildren(
      ...(id && shown && shortId(shown.serviceDeploymentArn) !== id
        ? [element("p", "note", `The deployment ${id} isn't known any more; this is the newest.`)] : []),
      ...(shown ? [this.#facts(shown, of), this.#links(shown)] : [element("p", "note", noneWords(read))]),
      ...(of.deployments.length > 1 ? [this.#earlier(of.deployments, shown)] : []),
    );
    if (focused) {
      [...this.root.querySelectorAll("[data-does]")].find((each) => each.dataset.does === focused)?.focus();
    }
  }

  #facts(deployment, of) {
    const list = element("dl");
    const add = (term, ...values) => {
      const shown = values.filter((value) => value !== "" && value != null);
      if (shown.length) {
        list.append(element("div", "", element("dt", "", term), element("dd", "", ...shown)));
      }
    };
    const { progress = {}, rollback, awaiting, change } = deployment;
    const words = progressWords(progress);
    const [word, kind] = statusWords(deployment.status);
    add("Status", element("span", "chip inline", icon(kind), word));
    add("Reason", deployment.statusReason);
    add("Rollback", rollback && [rollback.reason !== deployment.statusReason && rollback.reason,
      rollback.serviceRevisionArn && `back to revision ${shortId(rollback.serviceRevisionArn)}`].filter(Boolean).join("; "));
    add("Waits for", awaiting && approval(awaiting));
    add("Stage", isOver(deployment) || !progress.lifecycleStage ? "" : stages(progress.lifecycleStage));
    add("Tasks", words.tasks);
    add("Traffic", traffic(progress));
    add("Trouble", words.trouble);
    add("Created", moment(deployment.createdAt));
    add("Started", moment(deployment.startedAt));
    add("Finished", moment(deployment.finishedAt));
    add(isOver(deployment) ? "Took" : "Running", ...took(deployment, of));
    add("Not observed", change?.notObserved?.map((passed) => statusWords(passed.status)[0]).join(", "));
    add("Revision", shortId(deployment.targetServiceRevisionArn));
    return list;
  }

  #links(deployment) {
    const arn = deployment.serviceDeploymentArn;
    const links = element("p", "links", element("code", "", arn), copying(arn));
    const address = consoleAddress(arn);
    if (address) {
      const link = element("a", "", "Open in the AWS console");
      link.href = address;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      link.dataset.does = "console";
      links.append(link);
    }
    return links;
  }

  #earlier(deployments, shown) {
    const items = deployments.slice(0, MOST_EARLIER).map((each) => {
      const [word, kind] = statusWords(each.status);
      const id = shortId(each.serviceDeploymentArn);
      const lasted = each.finishedAt ? exactly(duration(each)) : "";
      const button = element("button", "", element("span", "chip", icon(kind), word),
        element("span", "", second(Date.parse(each.createdAt), clock.now())),
        element("span", "lasted", lasted), element("span", "reason", each.statusReason ?? ""));
      button.type = "button";
      button.dataset.does = `show ${id}`;
      button.setAttribute("aria-pressed", String(each === shown));
      button.addEventListener("click", () => this.chosen(id));
      return element("li", "", button);
    });
    const more = deployments.length - MOST_EARLIER;
    return element("div", "earlier", element("p", "title", "Its deployments"), element("ol", "", ...items),
      more > 0 ? element("p", "note", `${count(more, "earlier one")} not shown`) : "");
  }
}

function noneWords({ state }) {
  return state === "unread" || state === "unreadable"
    ? "It hasn't been read so far, so its deployments aren't known."
    : "It has been read, and has had no deployment in the time that is watched.";
}

function moment(instant) {
  if (!instant) {
    return "";
  }
  const made = element("time", "", second(Date.parse(instant), clock.now()));
  made.dateTime = instant;
  made.title = full(instant);
  return made;
}

function took(deployment, { usual, succeeded }) {
  const known = usual === null ? "" : `, usually ${exactly(usual)} (median of ${succeeded} that succeeded)`;
  if (deployment.finishedAt) {
    return [exactly(duration(deployment)) + known];
  }
  if (isOver(deployment)) {
    return [];
  }
  const running = timeElement("", "for");
  running.dataset.at = String(Date.parse(deployment.createdAt));
  running.textContent = `for ${lasting(clock.now() - Date.parse(deployment.createdAt))}`;
  return [running, known];
}

function traffic({ requestedProductionTrafficWeight: production, requestedTestTrafficWeight: test }) {
  return [production != null && `${production} % of production`, test != null && `${test} % of test`].filter(Boolean).join(", ");
}

function approval({ hookId, lifecycleStage, since, expiresAt, timeoutAction }) {
  const now = clock.now();
  return element("span", "", "Approval of the hook ", element("code", "", hookId),
    [lifecycleStage && ` at “${stageWords(lifecycleStage)}”`, since && `, since ${second(Date.parse(since), now)}`,
      expiresAt ? `, until ${second(Date.parse(expiresAt), now)}${thenWords(timeoutAction)}` : ", without an end"]
      .filter(Boolean).join(""));
}

/** Those before the one that it is at may have been left out. */
function stages(stage) {
  const at = PHASES.findIndex(([, ...names]) => names.includes(stage));
  const list = element("ol", "phases");
  list.append(...PHASES.map(([name], i) => {
    const item = element("li", "", name);
    item.dataset.phase = i < at ? "before" : i === at ? "now" : "after";
    if (i === at) {
      item.setAttribute("aria-current", "step");
    }
    return item;
  }));
  return element("span", "", stageWords(stage), at < 0 ? "" : list);
}

function copying(text) {
  const button = element("button", "copy", "Copy ARN");
  button.type = "button";
  button.dataset.does = "copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling); // where a page may not write to it
      button.textContent = "Selected: copy it";
    }
  });
  return button;
}
