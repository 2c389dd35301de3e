package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import org.springframework.http.codec.ServerSentEvent;

/**
 * An event with its place in the log. Made once, whoever gets it.
 *
 * @param sequence counts from 1 on
 * @param subject what it is news of
 * @param view the data
 * @param event as it goes out
 */
record LogEntry(long sequence, News.Subject subject, DeploymentView view, ServerSentEvent<DeploymentView> event) {

    static LogEntry of(EventId id, News.Subject subject, EventName name, DeploymentView view) {
        return new LogEntry(
                id.sequence(),
                subject,
                view,
                ServerSentEvent.builder(view)
                        .id(id.toString())
                        .event(name.wire())
                        .build());
    }

    boolean passes(DeploymentFilter filter) {
        ServiceRef service = subject.service();
        DeploymentChange change = view.change();
        return (service == null || filter.passes(service))
                && (change == null || filter.passes(view.status(), change.previousStatus()));
    }
}
