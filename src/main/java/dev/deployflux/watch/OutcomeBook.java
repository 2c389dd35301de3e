package dev.deployflux.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * All deployments whose outcomes are awaited. Each is in one place: in the queue until it is due; asked for by a look
 * that is under way, where it stays until that ends even if nobody awaits it any more, so that no second call asks for
 * it meanwhile, unless nobody awaits any of those it asks for, which aborts it; or concluded, while it is being found
 * out whether it was superseded. One look at most, {@code next}, has a timer or waits for a slot. Thread-safe: all that
 * changes does so under one short lock; makes no call, emits no signal.
 */
final class OutcomeBook {

    private static final int MOST_ARNS = 20;

    /** That the waits for a deployment end: with this, or, without it, when it is known what superseded it. */
    record Conclusion(
            AwaitedDeployment deployment, @Nullable Consumer<MonoSink<DeploymentOutcome>> end) {}

    /** That the look that was to come next no longer does, or that another does now. */
    record Change(@Nullable OutcomeLook dropped, @Nullable OutcomeLook added) {}

    private final Map<String, AwaitedDeployment> awaited = new HashMap<>();
    private final NavigableSet<AwaitedDeployment> queue = new TreeSet<>(
            Comparator.comparingLong(AwaitedDeployment::due).thenComparingLong(AwaitedDeployment::number));
    private long joined;
    private @Nullable OutcomeLook next;

    synchronized int size() {
        return awaited.size();
    }

    synchronized AwaitedDeployment join(String arn, MonoSink<DeploymentOutcome> wait, long now) {
        AwaitedDeployment deployment = awaited.get(arn);
        if (deployment == null) {
            deployment = new AwaitedDeployment(arn, joined++, now);
            awaited.put(arn, deployment);
            queue.add(deployment);
        }
        deployment.join(wait);
        return deployment;
    }

    /** Returns what nobody needs any more. */
    synchronized @Nullable Disposable leave(AwaitedDeployment deployment, MonoSink<DeploymentOutcome> wait) {
        if (!deployment.leave(wait) || deployment.isAwaited()) {
            return null;
        }
        OutcomeLook look = deployment.look();
        if (look == null) {
            forget(deployment);
            return deployment.lookup();
        }
        if (look.isAwaited()) {
            return null;
        }
        look.asked().forEach(this::forget);
        return look.steps();
    }

    private void forget(AwaitedDeployment deployment) {
        awaited.remove(deployment.arn(), deployment);
        queue.remove(deployment);
    }

    /** Has the next look come when the first deployment is due. */
    synchronized Change arrange() {
        OutcomeLook before = next;
        if (queue.isEmpty()) {
            next = null;
            return new Change(before, null);
        }
        if (before != null && before.at() <= queue.first().due()) {
            return new Change(null, null);
        }
        next = new OutcomeLook(queue.first().due());
        return new Change(before, next);
    }

    /** If any deployment is due, a call is made, and there is room in it for those that are due next. */
    synchronized void begin(OutcomeLook look, long now) {
        if (next != look) {
            return;
        }
        next = null;
        if (queue.isEmpty() || queue.first().due() > now) {
            return;
        }
        AwaitedDeployment first = queue.first();
        List<AwaitedDeployment> asked = first.isAlone()
                ? List.of(first)
                : queue.stream()
                        .filter(each -> !each.isAlone())
                        .limit(MOST_ARNS)
                        .toList();
        asked.forEach(queue::remove);
        look.begin(asked, now);
    }

    /**
     * The call was answered.
     *
     * @param found by ARN, as are the reasons for what wasn't
     * @param again when those that aren't over are looked at again
     */
    synchronized List<Conclusion> answered(
            OutcomeLook look,
            Map<String, ServiceDeployment> found,
            Map<String, String> reasons,
            long now,
            long again,
            Duration missingTolerated) {
        List<Conclusion> conclusions = new ArrayList<>();
        for (AwaitedDeployment each : returned(look)) {
            ServiceDeployment latest = found.get(each.arn());
            Consumer<MonoSink<DeploymentOutcome>> end = latest != null
                    ? each.seen(latest, now)
                    : each.missing(reasons.get(each.arn()), look.beganAt(), missingTolerated);
            if (end != null || each.stopped() != null) {
                conclusions.add(new Conclusion(each, end));
            } else {
                each.dueAt(again);
                queue.add(each);
            }
        }
        return conclusions;
    }

    /** The call has failed, and is to be made again. */
    synchronized void failed(OutcomeLook look, Throwable error, long again) {
        for (AwaitedDeployment each : returned(look)) {
            each.failed(error);
            each.dueAt(again);
            queue.add(each);
        }
    }

    /** The call was refused: perhaps because of one deployment, so each is asked for alone, if it wasn't yet. */
    synchronized List<Conclusion> refused(OutcomeLook look, Throwable error, long again) {
        List<Conclusion> conclusions = new ArrayList<>();
        for (AwaitedDeployment each : returned(look)) {
            if (look.asked().size() == 1) {
                Throwable named = WhileAwaiting.in(error, each.arn());
                conclusions.add(new Conclusion(each, wait -> wait.error(named)));
            } else {
                each.failed(error);
                each.askAlone();
                each.dueAt(again);
                queue.add(each);
            }
        }
        return conclusions;
    }

    /** Those that the look asked for, save those that nobody awaits any more. */
    private List<AwaitedDeployment> returned(OutcomeLook look) {
        List<AwaitedDeployment> still = new ArrayList<>();
        for (AwaitedDeployment each : look.asked()) {
            if (each.look() == look) {
                each.look(null);
                if (each.isAwaited()) {
                    still.add(each);
                } else {
                    forget(each);
                }
            }
        }
        return still;
    }

    /** Nobody waits for it any more. Returns those who did. */
    synchronized List<MonoSink<DeploymentOutcome>> end(AwaitedDeployment deployment) {
        forget(deployment);
        return deployment.takeWaits();
    }

    synchronized List<AwaitedDeployment> all() {
        return List.copyOf(awaited.values());
    }
}
