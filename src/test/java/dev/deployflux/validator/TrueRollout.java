package dev.deployflux.validator;

import dev.deployflux.watch.RolloutProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one deployment really was at, beside its status: what {@code DescribeServiceDeployments} tells.
 *
 * @param progress how far it was, from each change on, in order; a stage that it comes to again is there again
 * @param pauses the PAUSE hooks that it waited for, in order
 */
public record TrueRollout(List<Point> progress, List<Pause> pauses) {

    /** Of a deployment that nothing is known of but its statuses. */
    public static final TrueRollout NONE = new TrueRollout(List.of(), List.of());

    /**
     * How far it was.
     *
     * @param since from when on
     * @param progress what its description told then
     */
    public record Point(Instant since, RolloutProgress progress) {}

    /**
     * A wait for somebody to say go.
     *
     * @param hookId names the hook
     * @param stage at which it waited, as ECS names it; {@code null} if at none
     * @param from since when
     * @param expiresAt when its time is up; {@code null} if never
     * @param until when the wait was over; {@code null} if it isn't
     * @param hookStatus what the hook's status has been since then, such as {@code SUCCEEDED}; {@code null} if the wait
     *     isn't over
     */
    public record Pause(
            String hookId,
            @Nullable String stage,
            Instant from,
            @Nullable Instant expiresAt,
            @Nullable Instant until,
            @Nullable String hookStatus) {}

    /** A stage, from when it was entered to the next one; {@code until} is {@code null} for the last. */
    record Stage(String name, Instant since, @Nullable Instant until) {}

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if what comes later in a list began earlier, or a pause ends before it begins
     */
    public TrueRollout {
        requireOrder(progress.stream().map(Point::since).toList(), progress);
        requireOrder(pauses.stream().map(Pause::from).toList(), pauses);
        for (Pause pause : pauses) {
            if (pause.until() != null && pause.until().isBefore(pause.from())) {
                throw new IllegalArgumentException(pause + " ends before it begins: write when it was over");
            }
        }
        progress = List.copyOf(progress);
        pauses = List.copyOf(pauses);
    }

    private static void requireOrder(List<Instant> times, List<?> all) {
        for (int i = 1; i < times.size(); i++) {
            if (times.get(i).isBefore(times.get(i - 1))) {
                throw new IllegalArgumentException(all + " are out of order: write the earliest first");
            }
        }
    }

    /** The stages that it came to, none twice in a row. */
    List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (Point point : progress) {
            String name = point.progress().stage();
            Stage last = stages.isEmpty() ? null : stages.get(stages.size() - 1);
            if (name != null && (last == null || !last.name().equals(name))) {
                if (last != null) {
                    stages.set(stages.size() - 1, new Stage(last.name(), last.since(), point.since()));
                }
                stages.add(new Stage(name, point.since(), null));
            }
        }
        return stages;
    }

    /** The wait for that hook with that expiry; {@code null} if there was none. */
    @Nullable
    Pause find(String hookId, @Nullable Instant expiresAt) {
        return pauses.stream()
                .filter(pause -> pause.hookId().equals(hookId) && isSame(pause.expiresAt(), expiresAt))
                .findFirst()
                .orElse(null);
    }

    private static boolean isSame(@Nullable Instant one, @Nullable Instant other) {
        return (one == null || other == null) ? Objects.equals(one, other) : Listening.isSame(one, other);
    }
}
