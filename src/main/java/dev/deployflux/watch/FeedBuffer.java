package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one subscriber of a feed: at most one event of each deployment, and of each kind of each service.
 *
 * <p>An event that comes while another with its key waits is merged into that one, so that the subscriber, whenever it
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
final class FeedBuffer {

    private enum Kind {
        JOINED,
        BOOKMARK,
        FAILING,
        LOOKUP,
        BEHIND,
        MISSED
    }

    private record Key(Kind kind, @Nullable ServiceRef service) {}

    /** Of the end of that trouble. */
    private record EndOf(Key trouble) {}

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

    /** Those into which others may be merged, deployments by their ARN. */
    private final Map<Object, Pending> open = new HashMap<>();

    /** The trouble that the subscriber has heard of, and whose end it hasn't. */
    private final Set<Object> troubleTold = new HashSet<>();

    FeedBuffer(FeedTally tally) {
        this.tally = tally;
    }

    /** The feed has these to tell, and won't tell of those ARNs any more. */
    synchronized void add(List<DeploymentEvent> events, List<String> forgotten) {
        events.forEach(this::add);
        forgotten.forEach(arn -> {
            Pending pending = open.get(arn);
            if (pending != null && pending.event instanceof Seen) {
                remove(pending);
                missed();
            }
        });
    }

    private void add(DeploymentEvent event) {
        if (event instanceof OfDeployment news) {
            addNews(news);
        } else if (event instanceof ServiceLeft left) {
            leave(left);
        } else if (event instanceof PassCompleted) {
            Key key = key(event);
            remove(open.get(key));
            append(key, event);
        } else if (isEndOfTrouble(event)) {
            Key key = key(event);
            remove(open.get(key));
            if (troubleTold.contains(key) && !open.containsKey(new EndOf(key))) {
                append(new EndOf(key), event);
            }
        } else {
            Key key = key(event);
            Pending pending = open.get(key);
            if (pending != null) {
                pending.event = event;
            } else {
                append(key, event);
            }
        }
    }

    private void addNews(OfDeployment news) {
        String arn = news.deployment().serviceDeploymentArn();
        Pending pending = open.get(arn);
        if (news instanceof Removed && pending != null && pending.event instanceof Seen) {
            remove(pending);
            missed();
            return;
        }
        if (pending == null) {
            pending = append(arn, news);
        } else {
            pending.event = DeploymentMerge.merge((OfDeployment) pending.event, news);
            tally.merged().increment();
        }
        if (news instanceof Removed) {
            open.remove(arn); // should it be listed again, it begins anew
        }
    }

    private void leave(ServiceLeft left) {
        ServiceRef service = left.service();
        boolean unheard = open.containsKey(new Key(Kind.JOINED, service));
        for (Pending pending : List.copyOf(open.values())) {
            if (!service.equals(serviceOf(pending.event))) {
                continue;
            }
            if (!unheard && pending.event instanceof OfDeployment) {
                open.remove(pending.key);
            } else {
                remove(pending);
                if (pending.event instanceof OfDeployment) {
                    missed();
                }
            }
        }
        troubleTold.remove(new Key(Kind.FAILING, service));
        if (!unheard) {
            inOrder.add(new Pending(left, left));
        }
    }

    private static @Nullable ServiceRef serviceOf(DeploymentEvent event) {
        if (event instanceof OfDeployment news) {
            return news.service();
        }
        return event instanceof OfService news ? news.service() : null;
    }

    private void missed() {
        tally.missed().increment();
        Key key = new Key(Kind.MISSED, null);
        Pending pending = open.get(key);
        if (pending == null) {
            append(key, new Missed(1));
        } else {
            pending.event = new Missed(((Missed) pending.event).deployments() + 1);
        }
    }

    private Pending append(Object key, DeploymentEvent event) {
        Pending pending = new Pending(key, event);
        inOrder.add(pending);
        open.put(key, pending);
        return pending;
    }

    private void remove(@Nullable Pending pending) {
        if (pending != null) {
            inOrder.remove(pending);
            open.remove(pending.key, pending);
        }
    }

    /** The next event for the subscriber, taken out; {@code null} if none waits. */
    synchronized @Nullable DeploymentEvent poll() {
        if (inOrder.isEmpty()) {
            return null;
        }
        Pending first = inOrder.iterator().next();
        remove(first);
        if (isTrouble(first.event)) {
            troubleTold.add(first.key);
        } else if (isEndOfTrouble(first.event)) {
            troubleTold.remove(key(first.event));
        }
        return first.event;
    }

    synchronized int size() {
        return inOrder.size();
    }

    /** Takes out all. */
    synchronized List<DeploymentEvent> clear() {
        List<DeploymentEvent> all = new ArrayList<>(inOrder.size());
        inOrder.forEach(pending -> all.add(pending.event));
        inOrder.clear();
        open.clear();
        return all;
    }

    private static boolean isTrouble(DeploymentEvent event) {
        return event instanceof ServiceFailing || event instanceof LookupFailing || event instanceof FellBehind;
    }

    private static boolean isEndOfTrouble(DeploymentEvent event) {
        return event instanceof ServiceRecovered || event instanceof LookupRecovered || event instanceof CaughtUp;
    }

    /** Of all but news of deployments and {@link ServiceLeft}. */
    private static Key key(DeploymentEvent event) {
        if (event instanceof OfService news) {
            Kind kind = news instanceof ServiceJoined
                    ? Kind.JOINED
                    : news instanceof PassCompleted ? Kind.BOOKMARK : Kind.FAILING;
            return new Key(kind, news.service());
        }
        if (event instanceof LookupFailing || event instanceof LookupRecovered) {
            return new Key(Kind.LOOKUP, null);
        }
        return new Key(event instanceof Missed ? Kind.MISSED : Kind.BEHIND, null);
    }
}
