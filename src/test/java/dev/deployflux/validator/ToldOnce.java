package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.util.function.BiConsumer;

/** Trouble that is told once until its end is. In a feed both may be missing, but nobody hears of the end of what they haven't heard of. */
final class ToldOnce {

    private final String what;
    private final boolean conflated;
    private final BiConsumer<String, String> broken;
    private boolean failing;

    ToldOnce(String what, boolean conflated, BiConsumer<String, String> broken) {
        this.what = what;
        this.conflated = conflated;
        this.broken = broken;
    }

    /** {@code concerned} is how many deployments or services it is told of. */
    void failed(DeploymentEvent event, int concerned) {
        if (failing && !conflated) {
            broken.accept("the watch", event + " came, but " + what + " had been told to fail already");
        }
        if (concerned < 1) {
            broken.accept("the watch", event + " came, but concerns nothing");
        }
        failing = true;
    }

    void recovered(DeploymentEvent event) {
        if (!failing) {
            broken.accept("the watch", event + " came, but nobody had been told that " + what + " failed");
        }
        failing = false;
    }
}
