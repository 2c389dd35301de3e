package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Who is served, until when, and what it costs the feed; in virtual time. */
class SseClientsTest extends SseScene {

    @Test
    void howeverManyClientsThereAreTheFeedPollsOnce() {
        Client first = open();
        for (int i = 0; i < 100; i++) {
            open();
        }
        int calls = ecs.calls().all().size();
        pass(Duration.ofMinutes(1));

        assertThat(feed.health().subscribers()).isEqualTo(101);
        assertThat(sse.clients()).isEqualTo(101);
        assertThat(ecs.calls().all()).hasSize(calls + 1);
        first.cancel();
        assertThat(sse.clients()).isEqualTo(100);
    }

    @Test
    void whenTheLastClientHasLeftThePollingStopsAndWhoComesAgainGoesOn() {
        Client gone = open();
        gone.cancel();
        assertThat(feed.health().polling()).isFalse();
        pass(Duration.ofHours(1));

        web.deploy(DeploymentScript.endless(SECOND));
        Client back = Client.of(sse.stream(gone.lastId()));
        pass(SECOND.multipliedBy(2));

        assertThat(back.names()).contains("deployment").doesNotContain("reset");
    }

    @Test
    void anEventThatCanNotBeMadeEndsTheStreamInsteadOfSilencingIt() {
        DeploymentFilter none = new DeploymentFilter(Set.of("none"), Set.of(), Set.of());
        SseFormat<ServerSentEvent<DeploymentView>> failing = new SingleEvents(new SseEvents(none, () -> {
            throw new IllegalStateException("no services");
        }));
        SseOptions options = new SseOptions(HEARTBEAT, SECOND, 1, HEARTBEAT.multipliedBy(4));
        Client client = Client.of(Flux.create(
                sink -> new SseClient<>(options, failing, sink).open(feed, null, () -> {}),
                FluxSink.OverflowStrategy.ERROR));

        pass(SECOND);

        assertThat(client.errors).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(feed.health().subscribers()).isZero();
    }

    @Test
    void whoTakesNothingAtAllIsDropped() {
        Client stalled = Client.of(sse.stream(null), 2);
        Client well = open();

        pass(Duration.ofSeconds(80));

        assertThat(stalled.errors).singleElement().isInstanceOf(TimeoutException.class);
        assertThat(well.errors).isEmpty();
        assertThat(sse.clients()).isEqualTo(1);
    }

    @Test
    void oneTooManyIsToldToComeAgain() {
        DeploymentSse own = DeploymentSse.builder(feed)
                .maxClients(2)
                .retry(Duration.ofMillis(2_500))
                .build();
        Client first = Client.of(own.stream(null));
        Client.of(own.stream(null));

        Client third = Client.of(own.stream(null));

        assertThat(third.errors).singleElement().isInstanceOfSatisfying(StreamUnavailableException.class, error -> {
            assertThat(error.getStatusCode().value()).isEqualTo(503);
            assertThat(error.getHeaders().getFirst("Retry-After")).isEqualTo("3");
        });
        first.cancel();
        assertThat(Client.of(own.stream(null)).errors).isEmpty();
        assertThat(own.clients()).isEqualTo(2);
    }

    @Test
    void disposalTellsAllAndTakesNoMore() {
        Client asking = open();
        Client stalled = Client.of(sse.stream(null), 1);
        pass(SECOND);

        sse.dispose();
        pass(SECOND);

        assertThat(asking.names()).endsWith("end");
        assertThat(asking.completed).isTrue();
        assertThat(stalled.completed).isTrue();
        assertThat(sse.clients()).isZero();
        assertThat(feed.health().subscribers()).isZero();
        assertThat(open().errors).hasOnlyElementsOfType(StreamUnavailableException.class);
    }

    @Test
    void theEndOfTheFeedIsToldInBand() {
        Client client = open();

        feed.dispose();
        pass(SECOND);

        assertThat(client.names()).endsWith("end");
        assertThat(client.completed).isTrue();
        assertThat(open().errors).hasOnlyElementsOfType(StreamUnavailableException.class);
    }

    @Test
    void aCancelAtAnyEventFreesTheClient() {
        web.history(5);
        open();
        List<Integer> taken = new ArrayList<>();
        for (int n = 1; n <= 9; n++) {
            Flux<ServerSentEvent<DeploymentView>> few = sse.stream(null).take(n);
            Client client = Client.of(few);
            pass(SECOND);
            taken.add(client.got.size());
        }

        assertThat(taken).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(sse.clients()).isEqualTo(1);
    }
}
