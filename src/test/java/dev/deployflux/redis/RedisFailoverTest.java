package dev.deployflux.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Batch;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.Reading;
import dev.deployflux.watch.FeedStoreException;
import dev.deployflux.watch.FeedStoreException.Reason;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisReadOnlyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Replies that are lost, and writes that are. */
@RedisTest
class RedisFailoverTest extends RedisScene {

    @Test
    void aBatchWhoseReplyIsLostIsWrittenOnce() {
        RedisServer server = server();
        RedisProxy proxy = closing(RedisProxy.to(server.port()));
        RedisFeedStore store = store(proxy.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 2);
        Batch batch = batch(lease, end, 3);

        proxy.loseReplyTo("row-" + lease.epoch() + "-5");
        assertThat(failure(store.append(lease, batch))).isInstanceOf(RedisException.class);
        assertThat(proxy.lost()).isOne();
        assertThat(server.ask("XLEN", "{deployflux:" + SCOPE + "}:log")).isEqualTo(5L);
        run(store.append(lease, batch));

        assertThat(all(store.newest(10))).hasSize(5);
        append(store, lease, new EventId(lease.epoch(), 5), 1);
    }

    @Test
    void aClaimWhoseReplyIsLostIsClaimedAgain() {
        RedisServer server = server();
        RedisProxy proxy = closing(RedisProxy.to(server.port()));
        RedisFeedStore store = store(proxy.port());
        get(store.tail());

        proxy.loseReplyTo("claim");
        assertThat(failure(store.claim(FeedStore.POLLER, "a", LASTING))).isInstanceOf(RedisException.class);
        Lease lease = claim(store);

        assertThat(lease.held()).isTrue();
        append(store, lease, EventId.NONE, 1);
    }

    @Test
    void aConnectionThatIsCutFailsItsReaderAndHeals() {
        RedisServer server = server();
        RedisProxy proxy = closing(RedisProxy.to(server.port()));
        RedisFeedStore store = store(proxy.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 2);

        assertThat(failure(store.readAfter(EventId.NONE).doOnNext(first -> proxy.cut())))
                .isInstanceOf(RedisException.class);

        awaitHealed(store);
        assertThat(firstReading(store, EventId.NONE).tail()).isEqualTo(end);
    }

    /** As a load balancer may, or a host that hangs. */
    @Test
    void whoAcceptsConnectionsAndSaysNothingIsNotAwaitedForLong() throws IOException {
        RedisServer server = server();
        ServerSocket silent = closing(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        RedisProxy proxy = closing(RedisProxy.to(silent.getLocalPort()));
        RedisFeedStore store = store(proxy.port());

        assertThat(failure(store.tail())).isInstanceOf(RedisCommandTimeoutException.class);
        assertThat(failure(store.readAfter(EventId.NONE))).isInstanceOf(RedisCommandTimeoutException.class);

        proxy.leadNewTo(server.port());
        assertThat(firstReading(store, EventId.NONE).tail()).isEqualTo(EventId.NONE);
        awaitHealed(store);
    }

    /** Whoever takes the log for what it was would leave a gap, or use an id twice. */
    @Test
    void writesThatAFailoverLosesAreNoticedByWriterAndReader() {
        RedisServer primary = server();
        RedisProxy proxy = closing(RedisProxy.to(primary.port()));
        RedisFeedStore store = store(proxy.port());
        Lease lease = claim(store);
        EventId replicated = append(store, lease, EventId.NONE, 3);
        RedisServer replica = server("replicaof", "127.0.0.1 " + primary.port());
        while (!replica.list("ROLE").contains("connected")) {
            Thread.onSpinWait();
        }
        replica.ask("REPLICAOF", "NO", "ONE");
        EventId lost = append(store, lease, replicated, 2);

        proxy.leadTo(replica.port());
        awaitHealed(store);

        assertThat(failure(store.append(lease, batch(lease, lost, 1))))
                .isInstanceOfSatisfying(FeedStoreException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Reason.MOVED));
        Reading reading = firstReading(store, lost);
        assertThat(reading.entries()).isEmpty();
        assertThat(reading.tail()).isEqualTo(replicated);
        Lease next = claim(store);
        assertThat(next.term()).isGreaterThan(lease.term());
        append(store, next, replicated, 1);
    }

    /** As behind a name that leads to the next master from now on, while the old one keeps its connections. */
    @Test
    void aMasterThatHasBecomeAReplicaIsNotAskedForEver() {
        RedisServer old = server();
        RedisServer next = closing(RedisServer.follow(old));
        RedisProxy proxy = closing(RedisProxy.to(old.port()));
        RedisFeedStore store = store(proxy.port());
        assertThat(claim(store).held()).isTrue();
        next.ask("REPLICAOF", "NO", "ONE");
        old.ask("REPLICAOF", "127.0.0.1", String.valueOf(next.port()));
        proxy.leadNewTo(next.port());

        assertThat(failure(store.claim(FeedStore.POLLER, "a", LASTING))).isInstanceOf(RedisReadOnlyException.class);

        assertThat(claim(store).held()).isTrue();
    }

    @Test
    void aTermIsNeverUsedAgainThoughTheLeaseIsLost() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        String key = "{deployflux:" + SCOPE + "}:lease:" + FeedStore.POLLER;
        server.ask("HSET", key, "term", "99999999999999"); // of a server whose clock was fast
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 1);

        server.ask("DEL", key);

        Lease next = claim(store);
        assertThat(next.term()).isGreaterThan(lease.term());
        append(store, next, end, 1);
    }
}
