package dev.deployflux.webflux;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.GlobalVirtualTime;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Streams of a feed of one service, in virtual time. */
abstract class SseScene {

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    final VirtualTimeScheduler time = new GlobalVirtualTime();
    final EcsSimulator ecs =
            EcsSimulator.builder().inMemory(true).faultScheduler(time).start();
    final SimulatedService web = ecs.cluster("prod").service("web");
    final DeploymentFeed feed = DeploymentWatcher.builder(ServiceDeployments.create(ecs.client()))
            .scheduler(time)
            .clock(ecs.clock())
            .jitter(0)
            .grace(Duration.ZERO)
            .build()
            .feed(Flux.just(new ServiceRef("prod", "web")));
    final DeploymentSse sse = DeploymentSse.from(feed);

    @BeforeEach
    void streamInVirtualTime() {
        VirtualTimeScheduler.set(time);
    }

    @AfterEach
    void stop() {
        feed.dispose(); // in virtual time, too: nothing of it runs on into the next test
        ecs.close();
        VirtualTimeScheduler.reset();
    }

    void pass(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            ecs.clock().advance(SECOND);
            time.advanceTimeBy(SECOND);
        }
    }

    /** A client that asks for all, and has had a second for it. */
    Client open() {
        Client client = Client.of(sse.stream(null));
        pass(SECOND);
        return client;
    }

    /** A client that keeps what it gets. */
    static final class Client extends BaseSubscriber<ServerSentEvent<DeploymentView>> {

        final List<ServerSentEvent<DeploymentView>> got = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        boolean completed;
        private final long demand;

        private Client(long demand) {
            this.demand = demand;
        }

        static Client of(Flux<ServerSentEvent<DeploymentView>> stream) {
            return of(stream, Long.MAX_VALUE);
        }

        static Client of(Flux<ServerSentEvent<DeploymentView>> stream, long demand) {
            Client client = new Client(demand);
            stream.subscribe(client);
            return client;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (demand > 0) {
                subscription.request(demand);
            }
        }

        @Override
        protected void hookOnNext(ServerSentEvent<DeploymentView> event) {
            got.add(event);
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
        }

        @Override
        protected void hookOnError(Throwable error) {
            errors.add(error);
        }

        /** Names of events; comments in parentheses. */
        List<String> names() {
            return got.stream()
                    .map(event -> event.event() != null ? event.event() : "(" + event.comment() + ")")
                    .toList();
        }

        String lastId() {
            return got.stream()
                    .map(event -> String.valueOf(event.id()))
                    .reduce("", (before, id) -> id.equals("null") ? before : id);
        }
    }
}
