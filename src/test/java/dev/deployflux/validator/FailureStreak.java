package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Failures in a row, each of which is told. In a feed some may be missing, but nobody hears of the end of what they haven't heard of. */
final class FailureStreak {

    private final String what;
    private final boolean conflated;
    private final BiConsumer<String, String> broken;
    private int failures;
    private @Nullable Instant lastGoodPass;

    FailureStreak(String what, boolean conflated, BiConsumer<String, String> broken) {
        this.what = what;
        this.conflated = conflated;
        this.broken = broken;
    }

    void failed(int reported) {
        if (conflated ? reported < 1 : reported != failures + 1) {
            broken.accept(what, "failure " + reported + " in a row came after failure " + failures);
        }
        failures = reported;
    }

    void recovered(int reported) {
        if (failures == 0 || (conflated ? reported < failures : reported != failures)) {
            broken.accept(what, "it recovered from " + reported + " failures, of which " + failures + " were reported");
        }
        failures = 0;
    }

    void since(@Nullable Instant reported) {
        if (!conflated && !Objects.equals(reported, lastGoodPass)) {
            broken.accept(what, "the last good pass is said to have begun at " + reported + ", not at " + lastGoodPass);
        }
    }

    void worked(DeploymentEvent.PassCompleted bookmark) {
        if (failures > 0) {
            broken.accept(
                    what,
                    "pass " + bookmark.pass() + " came after " + failures + " failures, but no recovery before it");
        }
        failures = 0;
        lastGoodPass = bookmark.startedAt();
    }
}
