package dev.deployflux.watch;

import java.time.Instant;
import java.util.function.UnaryOperator;

/** Events whose times a watcher's wrong clock told, as that of ECS would have told them. */
public final class TrueTimes {

    private TrueTimes() {}

    /** The same event; {@code truth} makes of what the clock said what time it was. */
    public static DeploymentEvent of(DeploymentEvent event, UnaryOperator<Instant> truth) {
        if (event instanceof DeploymentEvent.PassCompleted e) {
            return new DeploymentEvent.PassCompleted(
                    e.service(), e.pass(), truth.apply(e.startedAt()), e.took(), e.calls(), e.inFlight());
        }
        if (event instanceof DeploymentEvent.ServiceFailing e && e.lastGoodPass() != null) {
            return new DeploymentEvent.ServiceFailing(
                    e.service(), e.error(), e.failures(), truth.apply(e.lastGoodPass()), e.retryIn());
        }
        if (event instanceof DeploymentEvent.ServiceRecovered e && e.lastGoodPass() != null) {
            return new DeploymentEvent.ServiceRecovered(e.service(), e.failures(), truth.apply(e.lastGoodPass()));
        }
        return event;
    }
}
