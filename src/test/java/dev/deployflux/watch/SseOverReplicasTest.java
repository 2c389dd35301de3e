package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.webflux.DeploymentSse;
import dev.deployflux.webflux.DeploymentView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.Disposable;

/** A client of Server-Sent Events that a load balancer takes from one replica to another. */
class SseOverReplicasTest extends ReplicasScene {

    /** What the client has got, from whichever replica. */
    private final List<ServerSentEvent<DeploymentView>> got = new ArrayList<>();

    private Disposable open(Replica replica, @Nullable String lastEventId) {
        return DeploymentSse.from(replica.feed).stream(lastEventId).subscribe(got::add);
    }

    private @Nullable String lastId() {
        return got.stream().map(ServerSentEvent::id).reduce(null, (before, id) -> id == null ? before : id);
    }

    private List<String> names() {
        return got.stream()
                .map(ServerSentEvent::event)
                .filter(name -> name != null)
                .toList();
    }

    private List<String> statuses() {
        return got.stream()
                .filter(event -> "deployment".equals(event.event()))
                .map(event ->
                        String.valueOf(Objects.requireNonNull(event.data()).status()))
                .toList();
    }

    @Test
    void aClientGoesOnAtAnotherReplicaBehindItsLastEvent() {
        b.entries(); // somebody else, so that it takes part already
        Disposable onA = open(a, null);
        pass(SECOND.multipliedBy(30));
        assertThat(names()).startsWith("reset").contains("live");
        assertThat(statuses()).containsExactly("PENDING", "IN_PROGRESS");

        onA.dispose();
        a.feed.dispose();
        pass(SECOND.multipliedBy(10));
        open(b, lastId());
        pass(MINUTE.multipliedBy(4));

        assertThat(statuses()).containsExactly("PENDING", "IN_PROGRESS", "SUCCESSFUL");
        assertThat(names()).filteredOn("reset"::equals).hasSize(1);
        assertThat(got)
                .filteredOn(event -> event.event() != null && !event.event().equals("live"))
                .extracting(ServerSentEvent::id)
                .doesNotHaveDuplicates();
    }

    /** It comes to B before B has read what A told it. */
    @Test
    void aClientThatKnowsMoreThanTheReplicaWaitsForIt() {
        Disposable onA = open(a, null);
        pass(SECOND.multipliedBy(30));
        onA.dispose();

        open(b, lastId());
        pass(MINUTE.multipliedBy(4));

        assertThat(statuses()).containsExactly("PENDING", "IN_PROGRESS", "SUCCESSFUL");
        assertThat(names()).filteredOn("reset"::equals).hasSize(1);
    }

    @Test
    void theStreamStaysOpenAndSaysThatItsStoreIsAway() {
        open(a, null);
        open(b, null);
        pass(SECOND.multipliedBy(5));
        got.clear();
        a.store.cut();
        b.store.cut();
        pass(MINUTE);

        assertThat(names()).filteredOn("store-failing"::equals).hasSize(2);
        assertThat(got)
                .filteredOn(event -> "store-failing".equals(event.event()))
                .allSatisfy(event -> assertThat(event.id()).isNotBlank())
                .allSatisfy(event -> assertThat(Objects.requireNonNull(
                                        Objects.requireNonNull(event.data()).notice())
                                .message())
                        .startsWith("What replicas share can't be reached")
                        .contains("IllegalStateException")
                        .doesNotContain("the store is away"));

        a.store.mend();
        b.store.mend();
        pass(SECOND.multipliedBy(20));

        assertThat(names()).filteredOn("store-recovered"::equals).hasSize(2);
        assertThat(names()).doesNotContain("reset");
    }
}
