package dev.deployflux.watch;

import static dev.deployflux.quota.ApiBucket.SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** Circumstances under which a watch could fall silent, or do too much. */
@Timeout(60)
class WatchHardshipTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch prod = new SimulatedWatch();

    @AfterEach
    void stop() {
        prod.close();
    }

    @Test
    void aServiceThatLeftTakesNoPlaceFromTheOthers() {
        prod.service("good");
        prod.service("hangs");
        prod.service("gone");
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang())
                                .when(call -> call.service().orElseThrow().equals("hangs"))
                                .always());
        AtomicInteger lookups = new AtomicInteger();
        Flux<ServiceRef> services = Flux.defer(() -> switch (lookups.incrementAndGet()) {
            case 1 -> Flux.just(ref("good"), ref("gone"));
            case 2, 3 -> Flux.just(ref("good"));
            default -> Flux.just(ref("good"), ref("hangs"));
        });
        Listener listener = Listener.of(prod.watcher().concurrency(2).build().watch(services));
        prod.pass(Duration.ofMinutes(16));
        assertThat(listener.of(ServiceLeft.class)).hasSize(1);
        listener.take();

        prod.pass(Duration.ofMinutes(30));

        assertThat(listener.of(ServiceFailing.class)).isNotEmpty();
        assertThat(listener.of(PassCompleted.class)).hasSize(30);
        assertThat(listener.of(DeploymentEvent.FellBehind.class)).isEmpty();
    }

    @Test
    void aFatalErrorOfThePublisherOfServicesIsReported() {
        prod.service("web");
        AtomicInteger lookups = new AtomicInteger();
        Listener listener = Listener.of(prod.watcher().build().watch(Flux.defer(() -> {
            if (lookups.incrementAndGet() == 2) {
                throw new NoClassDefFoundError("of the inventory");
            }
            return Flux.just(ref("web"));
        })));
        prod.pass(MINUTE);
        listener.take();

        prod.pass(Duration.ofMinutes(15));

        assertThat(listener.of(LookupFailing.class)).hasSize(1);
        assertThat(listener.of(PassCompleted.class)).hasSize(15);
    }

    @Test
    void aClockThatThrowsIsReportedAndTheWatchGoesOn() {
        prod.service("web");
        AtomicInteger asked = new AtomicInteger();
        Listener listener = Listener.of(prod.watcher()
                .clock(() -> {
                    if (asked.incrementAndGet() <= 2) {
                        throw new NoClassDefFoundError("of the clock");
                    }
                    return prod.now();
                })
                .build()
                .watch(Flux.just(ref("web"))));

        prod.pass(Duration.ofMinutes(5));

        assertThat(listener.of(LookupFailing.class)).hasSize(2).allSatisfy(failing -> assertThat(failing.error())
                .hasMessageContaining("clock has thrown"));
        assertThat(listener.of(PassCompleted.class)).isNotEmpty();
    }

    @Test
    void aSubscriberThatThrowsHasLeftAndTheCallsUnderWayAreAborted() {
        prod.service("web");
        prod.service("hangs");
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang())
                                .when(call -> call.service().orElseThrow().equals("hangs"))
                                .always());
        AtomicInteger heard = new AtomicInteger();
        prod.watcher().build().watch(Flux.just(ref("hangs"), ref("web"))).subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(DeploymentEvent event) {
                heard.incrementAndGet();
                if (event instanceof PassCompleted) {
                    throw new IllegalStateException("of the subscriber");
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onComplete() {}
        });
        try {
            prod.pass(MINUTE);
        } catch (IllegalStateException e) { // virtual time throws what its tasks throw
            assertThat(e).hasMessage("of the subscriber");
        }
        int then = heard.get();
        prod.pass(Duration.ofMinutes(5));

        assertThat(prod.ecs.calls().all())
                .filteredOn(call -> call.fault().isPresent())
                .singleElement()
                .matches(Call::aborted);
        assertThat(heard).hasValue(then);
    }

    @Test
    void aPublisherThatNamesTheSameServicesForEverIsReported() {
        prod.service("web");
        Listener listener = Listener.of(prod.watcher()
                .build()
                .watch(Flux.interval(Duration.ofSeconds(10), prod.time).map(tick -> ref("web"))));

        prod.pass(Duration.ofMinutes(10));

        assertThat(listener.of(LookupFailing.class)).isNotEmpty();
        assertThat(listener.of(ServiceJoined.class)).hasSize(1);
        assertThat(listener.of(PassCompleted.class)).isNotEmpty();
    }

    @Test
    void anIntervalThatMeansNeverIsNever() {
        prod.service("web");
        AtomicInteger lookups = new AtomicInteger();
        Flux<ServiceRef> services = Flux.defer(() -> {
            if (lookups.incrementAndGet() > 100) {
                return Flux.never();
            }
            return Flux.just(ref("web"));
        });
        prod.pass(Duration.ofSeconds(1));
        Listener listener = Listener.of(prod.watcher()
                .lookupInterval(Duration.ofNanos(Long.MAX_VALUE))
                .build()
                .watch(services));

        prod.pass(Duration.ofMinutes(10));

        assertThat(lookups).hasValue(1);
        assertThat(listener.of(PassCompleted.class)).hasSize(11);
    }

    @Test
    void aDurationLongerThanNanosecondsCountDoesNotEndTheWatch() {
        prod.service("web");
        Duration never = Duration.ofSeconds(Long.MAX_VALUE);
        Listener listener = Listener.of(prod.watcher()
                .since(never)
                .overlap(never)
                .callTimeout(never)
                .lookupInterval(never)
                .backoff(MINUTE, never)
                .grace(never)
                .build()
                .watch(Flux.just(ref("web"))));

        prod.pass(Duration.ofMinutes(10));

        assertThat(listener.of(PassCompleted.class)).hasSize(11);
    }

    @Test
    void anotherIntervalDoesNotTellThatAllHaveCaughtUp() {
        BehindDetector detector = new BehindDetector();
        Duration late = Duration.ofSeconds(3);

        assertThat(detector.began(SERVICE_DEPLOYMENTS, Duration.ofSeconds(5), late, 2))
                .hasSize(1);
        assertThat(detector.began(SERVICE_DEPLOYMENTS, MINUTE, late, 2)).isEmpty();
        assertThat(detector.began(SERVICE_DEPLOYMENTS, Duration.ofSeconds(5), late, 2))
                .isEmpty();
        assertThat(detector.began(SERVICE_DEPLOYMENTS, MINUTE, Duration.ZERO, 2))
                .containsExactly(new DeploymentEvent.CaughtUp(2));
    }
}
