package dev.deployflux.watch;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.EventKind.Effect;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.PendingEvents.Pending;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/**
 * What waits for one subscriber of a feed: at most one event on each subject.
 *
 * <p>An event that comes while another on its subject waits is merged into that one, so that the subscriber, whenever it
 * asks, gets the newest state and never an older one after it:
 *
 * <ul>
 *   <li>News of a deployment keep their place. {@link DeploymentMerge} says what becomes of them. A deployment that is
 *       removed, or that the feed forgets, before the subscriber has heard of it is only counted, in {@link Missed}.
 *   <li>A bookmark replaces the one that waits, and goes to the end, behind all that it stands for.
 *   <li>Trouble replaces trouble. Its end takes the trouble that waits with it; it waits itself if the subscriber has
 *       heard of trouble before, and new trouble then waits behind it.
 *   <li>Progress of a deployment is merged into the progress that waits, as {@link RolloutMerge} says, and keeps its place,
 *       unless the deployment's status has changed behind it: it never tells of a status before the change does. A wait
 *       for an action is trouble. Both vanish when the deployment is over. The end of a wait, if it is to be told, is told
 *       before that. None of this counts as merged: nothing is lost by it.
 *   <li>A service that leaves takes with it its bookmark and its trouble. If the subscriber hasn't heard of it, all of
 *       it vanishes. Else news of its deployments and of waits that have ended stay, before the leaving, and nothing is
 *       merged into them any more: in case it joins again, that is another life.
 * </ul>
 *
 * <p>What waits is thus bounded by what the feed knows, plus what the subscriber has heard of. Thread-safe.
 */
final class FeedBuffer implements Backlog<DeploymentEvent> {

    /** The end of that trouble. */
    private record EndOf(Subject trouble) {}

    private final FeedTally tally;

    /** News wait by their {@link Subject}, ends of trouble by {@link EndOf}. */
    private final PendingEvents waiting = new PendingEvents();

    /** The trouble that the subscriber has heard of, and whose end it hasn't. */
    private final Set<Subject> troubleTold = new HashSet<>();

    /** The stage that the subscriber was told last of a deployment in flight. */
    private final Map<Subject, ServiceDeploymentLifecycleStage> stageTold = new HashMap<>();

    private boolean begun;

    FeedBuffer(FeedTally tally) {
        this.tally = tally;
    }

    @Override
    public synchronized void begin(FeedLog log) {
        List<DeploymentEvent> ofStore = List.of();
        if (begun) {
            ofStore = waiting.clear().stream()
                    .filter(event -> EventKind.topic(event) == Topic.STORE)
                    .toList();
            stageTold.clear();
            troubleTold.removeIf(trouble -> trouble.topic() != Topic.STORE);
            waiting.append(
                    this, new Reset("The log has lost events, or has begun anew: this is all that is known now."));
            waiting.close(this);
        }
        begun = true;
        told(log.lastWords(), List.of(), true);
        told(ofStore, List.of(), false);
    }

    @Override
    public boolean isAheadOf(FeedLog log) {
        return false;
    }

    @Override
    public boolean notice(DeploymentEvent news) {
        return told(List.of(news), List.of(), false);
    }

    @Override
    public synchronized boolean told(List<DeploymentEvent> events, List<Subject> forgotten, boolean isNews) {
        events.forEach(this::add);
        forgotten.forEach(subject -> {
            Pending pending = waiting.get(subject);
            if (pending != null && pending.event instanceof Seen) {
                waiting.remove(pending);
                missed();
            }
        });
        return !events.isEmpty();
    }

    private void add(DeploymentEvent event) {
        Subject subject = EventKind.subject(event);
        Pending pending = waiting.get(subject);
        if (event instanceof OfDeployment news) {
            addNews(subject, news, pending);
        } else if (event instanceof ServiceLeft left) {
            leave(left);
        } else if (EventKind.effect(event) == Effect.END) {
            waiting.remove(pending);
            if (troubleTold.contains(subject) && !waiting.contains(new EndOf(subject))) {
                waiting.append(new EndOf(subject), event);
            }
        } else if (subject.topic() == Topic.PASS || pending == null) {
            waiting.remove(pending);
            waiting.append(subject, event);
        } else if (event instanceof OfRollout news) {
            renew(subject, pending, news);
        } else {
            pending.event = event;
        }
    }

    private void renew(Subject subject, Pending pending, OfRollout news) {
        Pending status = waiting.get(subject.deployment());
        OfRollout newest = pending.event instanceof Progressed missed && news instanceof Progressed progress
                ? RolloutMerge.merge(stageTold.get(subject.deployment()), missed, progress)
                : news;
        if (status != null && status.isBehind(pending)) {
            waiting.remove(pending);
            waiting.append(subject, newest);
        } else {
            pending.event = newest;
        }
    }

    private void addNews(Subject subject, OfDeployment news, @Nullable Pending pending) {
        boolean over = news instanceof Removed || DeploymentOperators.isTerminal(news.deployment());
        if (over) {
            endRollout(subject);
        }
        if (news instanceof Removed && pending != null && pending.event instanceof Seen) {
            waiting.remove(pending);
            missed();
            return;
        }
        if (pending == null) {
            waiting.append(subject, news);
        } else {
            pending.event = DeploymentMerge.merge((OfDeployment) pending.event, news);
            tally.merged().increment();
            keepInOrder(subject, pending, news, over);
        }
        if (news instanceof Removed) {
            waiting.close(subject); // should it be listed again, it begins anew
        }
    }

    /** All that waits of it but the ends of waits. */
    private void endRollout(Subject deployment) {
        stageTold.remove(deployment);
        for (Pending pending : waiting.rollout(deployment)) {
            if (!(pending.event instanceof AwaitingEnded)) {
                waiting.remove(pending);
            }
        }
    }

    /** A status has been merged into one that waits, and news of the rollout may wait behind that. */
    private void keepInOrder(Subject deployment, Pending status, OfDeployment news, boolean over) {
        List<Pending> behind = waiting.rollout(deployment).stream()
                .filter(pending -> pending.isBehind(status))
                .toList();
        if (!over) {
            behind.forEach(
                    pending -> pending.event = RolloutMerge.withStatus((OfRollout) pending.event, news.deployment()));
        } else if (!behind.isEmpty()) {
            waiting.putBack(status);
            waiting.putBack(waiting.get(new Subject(Topic.PASS, news.service(), null, null)));
        }
    }

    private void leave(ServiceLeft left) {
        ServiceRef service = left.service();
        boolean unheard = waiting.contains(EventKind.subject(new ServiceJoined(service)));
        for (Pending pending : waiting.open()) {
            Subject subject = EventKind.subject(pending.event);
            if (!service.equals(subject.service())) {
                continue;
            }
            boolean ofDeployment = subject.topic() == Topic.DEPLOYMENT;
            if (!unheard && (ofDeployment || pending.event instanceof AwaitingEnded)) {
                waiting.close(pending.key);
            } else {
                waiting.remove(pending);
                if (ofDeployment) {
                    missed();
                }
            }
        }
        troubleTold.removeIf(trouble -> service.equals(trouble.service()));
        stageTold.keySet().removeIf(deployment -> service.equals(deployment.service()));
        if (!unheard) {
            waiting.append(left, left);
            waiting.close(left);
        }
    }

    private void missed() {
        tally.missed().increment();
        Subject subject = EventKind.subject(new Missed(1));
        Pending pending = waiting.get(subject);
        if (pending == null) {
            waiting.append(subject, new Missed(1));
        } else {
            pending.event = new Missed(((Missed) pending.event).deployments() + 1);
        }
    }

    @Override
    public synchronized @Nullable DeploymentEvent poll() {
        DeploymentEvent next = waiting.poll();
        if (next != null) {
            heard(next);
        }
        return next;
    }

    private void heard(DeploymentEvent event) {
        Effect effect = EventKind.effect(event);
        if (effect == Effect.TROUBLE) {
            troubleTold.add(EventKind.subject(event));
        } else if (effect == Effect.END) {
            troubleTold.remove(EventKind.subject(event));
        } else if (event instanceof Progressed progress && progress.stage() != null) {
            stageTold.put(EventKind.subject(progress).deployment(), progress.stage());
        }
    }

    /** What is merged would be told too late to be of use. */
    @Override
    public boolean outlivesFeed() {
        return false;
    }

    @Override
    public synchronized int size() {
        return waiting.size();
    }

    @Override
    public synchronized List<DeploymentEvent> clear() {
        return waiting.clear();
    }
}
