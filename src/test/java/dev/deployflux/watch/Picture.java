package dev.deployflux.watch;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.EventKind.Effect;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a page shows that has been told events: of each subject the last word. */
final class Picture {

    private final Map<String, String> words = new TreeMap<>();

    static Picture of(Iterable<DeploymentEvent> events) {
        Picture picture = new Picture();
        events.forEach(picture::tell);
        return picture;
    }

    void tell(DeploymentEvent event) {
        Subject subject = EventKind.subject(event);
        if (event instanceof ServiceLeft) {
            words.keySet().removeIf(key -> key.startsWith(String.valueOf(subject.service()) + ' '));
        } else if (EventKind.effect(event) == Effect.NOTE
                || event instanceof PassCompleted
                || subject.topic() == Topic.STORE) {
            return; // bookmarks come with news alone
        } else if (event instanceof OfDeployment news) {
            boolean isOver = news instanceof Removed || DeploymentOperators.isTerminal(news.deployment());
            if (isOver) {
                words.keySet().removeIf(key -> key.contains(" " + subject.arn() + " "));
            }
            if (!(news instanceof Removed)) {
                words.put(
                        key(subject),
                        (isOver ? "over: " : "") + news.deployment().statusAsString());
            }
        } else if (EventKind.effect(event) == Effect.END) {
            words.remove(key(subject));
        } else if (!(event instanceof OfRollout) || isInFlight(subject)) {
            words.put(
                    key(subject),
                    event instanceof Progressed progress
                            ? String.valueOf(progress.stage())
                            : event.getClass().getSimpleName());
        }
    }

    private boolean isInFlight(Subject subject) {
        String status = words.get(key(subject.deployment()));
        return status != null && !status.startsWith("over");
    }

    private static String key(Subject subject) {
        return subject.service() + " " + subject.topic() + " " + subject.arn() + " " + subject.hook();
    }

    /** What differs; but for deployments that are over, which feeds forget. */
    Set<String> differences(Picture other) {
        Set<String> differences = new TreeSet<>();
        Set<String> keys = new TreeSet<>(words.keySet());
        keys.addAll(other.words.keySet());
        for (String key : keys) {
            String mine = words.get(key);
            String its = other.words.get(key);
            boolean isForgotten = (mine == null && its != null && its.startsWith("over"))
                    || (its == null && mine != null && mine.startsWith("over"));
            if (!isForgotten && !String.valueOf(mine).equals(its)) {
                differences.add(key + ": " + mine + ", and not " + its);
            }
        }
        return differences;
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
