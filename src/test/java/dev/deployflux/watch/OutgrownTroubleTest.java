package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Trouble with what the next replicas do without, as its message advises, is over. */
class OutgrownTroubleTest extends ReplicasScene {

    private void isOverWithout(
            UnaryOperator<DeploymentWatcherBuilder> with,
            UnaryOperator<DeploymentWatcherBuilder> without,
            Class<? extends DeploymentEvent> trouble,
            Function<FeedHealth, @Nullable Object> told) {
        Replica before = new Replica("before", prod, shared, with);
        before.entries();
        Replica.pass(prod, MINUTE.multipliedBy(10), List.of(before));
        assertThat(told.apply(before.feed.health())).isInstanceOf(trouble);
        before.feed.dispose();

        Replica after = new Replica("after", prod, shared, without);
        after.entries();
        Replica.pass(prod, MINUTE.multipliedBy(5), List.of(after));

        assertThat(after.polls()).isTrue();
        assertThat(told.apply(after.feed.health())).isNull();
        EntryReader late = after.entries();
        Replica.pass(prod, SECOND, List.of(after));
        assertThat(late.got).noneMatch(entry -> trouble.isInstance(entry.event()));
    }

    private void deny(Operation operation) {
        prod.ecs.faults().inject(operation, FaultRule.of(Fault.accessDenied()).always());
    }

    @Test
    void thatOfADetector() {
        deny(Operation.DESCRIBE_SERVICES);
        isOverWithout(
                watcher -> watcher.detector(ServiceFingerprints.create()),
                watcher -> watcher,
                DetectorFailing.class,
                FeedHealth::detectorFailing);
    }

    @Test
    void thatOfHints() {
        isOverWithout(
                watcher -> watcher.hints(Flux.error(new IllegalStateException("gone"))),
                watcher -> watcher,
                HintsFailing.class,
                FeedHealth::hintsFailing);
    }

    @Test
    void thatOfDetails() {
        deny(Operation.DESCRIBE_SERVICE_DEPLOYMENTS);
        prod.service("web").deploy(DeploymentScript.endless(MINUTE));
        isOverWithout(
                watcher -> watcher,
                watcher -> watcher.details(false),
                DetailsFailing.class,
                FeedHealth::detailsFailing);
    }
}
