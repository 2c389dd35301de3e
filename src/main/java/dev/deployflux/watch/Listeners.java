package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Who hears all events of a watcher. */
record Listeners(List<Consumer<? super DeploymentEvent>> all) {

    static final Listeners NONE = new Listeners(List.of());

    Listeners and(Consumer<? super DeploymentEvent> another) {
        List<Consumer<? super DeploymentEvent>> more = new ArrayList<>(all);
        more.add(another);
        return new Listeners(List.copyOf(more));
    }

    void tell(List<DeploymentEvent> events) {
        for (Consumer<? super DeploymentEvent> each : all) {
            events.forEach(event -> tell(each, event));
        }
    }

    private static void tell(Consumer<? super DeploymentEvent> listener, DeploymentEvent event) {
        try {
            listener.accept(event);
        } catch (Throwable e) { // a watch must not end because somebody counts wrongly
            Operators.onErrorDropped(e, Context.empty());
        }
    }
}
