package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.EventKind.Effect;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 *   <li>A service that leaves takes with it its bookmark and its trouble. If the subscriber hasn't heard of it, all of
 *       it vanishes. Else news of its deployments stay, before the leaving, and nothing is merged into them any more: in
 *       case it joins again, that is another life.
 * </ul>
 *
 * <p>What waits is thus bounded by what the feed knows, plus what the subscriber has heard of. Thread-safe.
 */
final class FeedBuffer implements Backlog<DeploymentEvent> {

    /** The end of that trouble. */
    private record EndOf(Subject trouble) {}

    /** Equal to itself alone. */
    private static final class Pending {
        private final Object key;
        private DeploymentEvent event;

        Pending(Object key, DeploymentEvent event) {
            this.key = key;
            this.event = event;
        }
    }

    private final FeedTally tally;
    private final Set<Pending> inOrder = new LinkedHashSet<>();

    /** Those into which others may be merged, by their {@link Subject}; and ends by {@link EndOf}. */
    private final Map<Object, Pending> open = new HashMap<>();

    /** The trouble that the subscriber has heard of, and whose end it hasn't. */
    private final Set<Subject> troubleTold = new HashSet<>();

    FeedBuffer(FeedTally tally) {
        this.tally = tally;
    }

    @Override
    public void begin(FeedLog log) {
        told(log.lastWords(), List.of(), true);
    }

    @Override
    public synchronized boolean told(List<DeploymentEvent> events, List<Subject> forgotten, boolean isNews) {
        events.forEach(this::add);
        forgotten.forEach(subject -> {
            Pending pending = open.get(subject);
            if (pending != null && pending.event instanceof Seen) {
                remove(pending);
                missed();
            }
        });
        return !events.isEmpty();
    }

    private void add(DeploymentEvent event) {
        Subject subject = EventKind.subject(event);
        Pending pending = open.get(subject);
        if (event instanceof OfDeployment news) {
            addNews(subject, news, pending);
        } else if (event instanceof ServiceLeft left) {
            leave(left);
        } else if (EventKind.effect(event) == Effect.END) {
            remove(pending);
            if (troubleTold.contains(subject) && !open.containsKey(new EndOf(subject))) {
                append(new EndOf(subject), event);
            }
        } else if (subject.topic() == Topic.PASS || pending == null) {
            remove(pending);
            append(subject, event);
        } else {
            pending.event = event;
        }
    }

    private void addNews(Subject subject, OfDeployment news, @Nullable Pending pending) {
        if (news instanceof Removed && pending != null && pending.event instanceof Seen) {
            remove(pending);
            missed();
            return;
        }
        if (pending == null) {
            append(subject, news);
        } else {
            pending.event = DeploymentMerge.merge((OfDeployment) pending.event, news);
            tally.merged().increment();
        }
        if (news instanceof Removed) {
            open.remove(subject); // should it be listed again, it begins anew
        }
    }

    private void leave(ServiceLeft left) {
        ServiceRef service = left.service();
        boolean unheard = open.containsKey(EventKind.subject(new ServiceJoined(service)));
        for (Pending pending : List.copyOf(open.values())) {
            Subject subject = EventKind.subject(pending.event);
            if (!service.equals(subject.service())) {
                continue;
            }
            boolean ofDeployment = subject.topic() == Topic.DEPLOYMENT;
            if (!unheard && ofDeployment) {
                open.remove(pending.key);
            } else {
                remove(pending);
                if (ofDeployment) {
                    missed();
                }
            }
        }
        troubleTold.removeIf(trouble -> service.equals(trouble.service()));
        if (!unheard) {
            inOrder.add(new Pending(left, left));
        }
    }

    private void missed() {
        tally.missed().increment();
        Subject subject = EventKind.subject(new Missed(1));
        Pending pending = open.get(subject);
        if (pending == null) {
            append(subject, new Missed(1));
        } else {
            pending.event = new Missed(((Missed) pending.event).deployments() + 1);
        }
    }

    private void append(Object key, DeploymentEvent event) {
        Pending pending = new Pending(key, event);
        inOrder.add(pending);
        open.put(key, pending);
    }

    private void remove(@Nullable Pending pending) {
        if (pending != null) {
            inOrder.remove(pending);
            open.remove(pending.key, pending);
        }
    }

    @Override
    public synchronized @Nullable DeploymentEvent poll() {
        if (inOrder.isEmpty()) {
            return null;
        }
        Pending first = inOrder.iterator().next();
        remove(first);
        Effect effect = EventKind.effect(first.event);
        if (effect == Effect.TROUBLE) {
            troubleTold.add(EventKind.subject(first.event));
        } else if (effect == Effect.END) {
            troubleTold.remove(EventKind.subject(first.event));
        }
        return first.event;
    }

    /** What is merged would be told too late to be of use. */
    @Override
    public boolean outlivesFeed() {
        return false;
    }

    @Override
    public synchronized int size() {
        return inOrder.size();
    }

    @Override
    public synchronized List<DeploymentEvent> clear() {
        List<DeploymentEvent> all = new ArrayList<>(inOrder.size());
        inOrder.forEach(pending -> all.add(pending.event));
        inOrder.clear();
        open.clear();
        return all;
    }
}
