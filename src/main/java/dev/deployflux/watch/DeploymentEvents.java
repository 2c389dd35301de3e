package dev.deployflux.watch;

import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;

/**
 * Operators for the events of a watch or a feed.
 *
 * <pre>{@code
 * Flux<DeploymentEvent> alarms = watcher.watch(services).transformDeferred(DeploymentEvents.alarms());
 * }</pre>
 */
public final class DeploymentEvents {

    private DeploymentEvents() {}

    /**
     * Passes what somebody should be woken for, each thing once:
     *
     * <ul>
     *   <li>The end of a rollback, {@code ROLLBACK_SUCCESSFUL} or {@code ROLLBACK_FAILED}, as {@link DeploymentEvent.Seen}
     *       or {@link DeploymentEvent.Changed}. Its beginning doesn't pass.
     *   <li>A deployment that was {@code STOPPED}, unless a newer one superseded it. ECS stops a deployment for a newer
     *       one, when somebody asks for it, and when it fails and isn't to be rolled back; a row doesn't tell which. So it
     *       passes if, at the end of the pass that brought it, no deployment of the service is known that was created
     *       after it and before its end. It comes in the place of that pass's bookmark.
     *   <li>{@link RolloutEvents.AwaitingAction}, once for each wait: a deployment that waits for another hook, or until
     *       another time, rings again. So does one that waits already when the watch begins, as somebody can still answer.
     *       The end of a wait doesn't pass.
     *   <li>The first {@link DeploymentEvent.ServiceFailing} of a streak, and the {@link DeploymentEvent.ServiceRecovered}
     *       that ends it. Each service has streaks of its own: ten that can't be read are ten alarms. Likewise
     *       {@link DeploymentEvent.LookupFailing} and {@link DeploymentEvent.LookupRecovered}.
     *   <li>{@link DeploymentEvent.Missed}, as there may have been rollbacks among these.
     * </ul>
     *
     * <p>Deployments that were over when they were first seen, of {@link Origin#SNAPSHOT}, don't pass: so an application
     * that starts again doesn't ring again. {@link #alarmsWithSnapshot()} lets them pass. Behind a {@link DeploymentEvent.Reset}
     * those do pass that are newer than all that had been told of their service: they are of what was lost. {@link
     * DeploymentEvent.FellBehind}, {@link RolloutEvents.DetailsFailing}, {@link HasteEvents.DetectorFailing} and {@link
     * HasteEvents.HintsFailing} aren't among the alarms: statuses are told as ever, and {@link FeedHealth#lag()}, {@link
     * FeedHealth#detailsFailing()}, {@link FeedHealth#detectorFailing()} and {@link FeedHealth#hintsFailing()} are there to
     * alert on.
     *
     * <p>Events keep their order, and are requested one by one, as far as alarms are. No deployment and no wait rings twice for
     * one subscriber, even if the source is repeated, among the 10,000 that rang last. Besides these, what is remembered is
     * the deployments in flight and one line for each service.
     *
     * @return the operator, for {@code transformDeferred}; its state is each subscriber's own
     */
    public static UnaryOperator<Flux<DeploymentEvent>> alarms() {
        return alarms(false);
    }

    /**
     * Like {@link #alarms()}, but passes also the rollbacks and stops that were over when the watch began, as far as
     * {@link DeploymentWatcherBuilder#since(java.time.Duration) since} reaches: for those who may have been down when they
     * happened, and don't mind to hear of some of them again.
     *
     * @return the operator, for {@code transformDeferred}; its state is each subscriber's own
     */
    public static UnaryOperator<Flux<DeploymentEvent>> alarmsWithSnapshot() {
        return alarms(true);
    }

    private static UnaryOperator<Flux<DeploymentEvent>> alarms(boolean snapshot) {
        return events -> Flux.defer(() -> {
            Alarms alarms = new Alarms(snapshot);
            // Without prefetch: a watch polls only for who asks.
            return events.concatMap(event -> Flux.fromIterable(alarms.of(event)), 0);
        });
    }
}
