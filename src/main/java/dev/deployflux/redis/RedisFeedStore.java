package dev.deployflux.redis;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStoreException;
import dev.deployflux.watch.FeedStoreException.Reason;
import dev.deployflux.watch.FeedValue;
import io.lettuce.core.Limit;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Replicas of one application meet on Redis 7.0 or newer, or on Valkey.
 *
 * <pre>{@code
 * DeploymentFeed feed = watcher.feed(services, RedisFeedStore.create(redisClient, "my-application"));
 * }</pre>
 *
 * <ul>
 *   <li><b>Connections.</b> One for all commands, and one for each that reads, opened when they are needed and again when they
 *       were lost. Nothing is sent again, nothing is queued while there is none, and no answer is awaited for more than 3
 *       seconds, whatever the client's options say. TLS, users and passwords are the client's; so is its shutdown, which closes
 *       them.
 *   <li><b>Errors</b> are the client's own, such as {@link io.lettuce.core.RedisConnectionException}; but for {@link
 *       FeedStoreException}.
 *   <li><b>Keys</b> begin with {@code {deployflux:<scope>}:} and are of one slot: {@code lease:<role>}, {@code log}, {@code
 *       rows}, {@code notes} and {@code hints}. The user of the client needs {@code ~{deployflux:*}:*} and {@code +eval +evalsha
 *       +hscan +spop +xread +xrevrange}; within scripts {@code +time +exists +hmget +hset +hdel +pexpire +sadd +scard +xadd
 *       +xrange +xtrim +xinfo|stream}; to connect {@code +hello +auth +ping +client +select}; for a cluster {@code +cluster +info} too.
 *   <li><b>Memory</b> of Redis: about 750 bytes an event of the log, and 1.2 kB a deployment of the watched window, so 20 MB for a
 *       log of 10,000 and 10,000 deployments. Let it evict no keys ({@code maxmemory-policy noeviction}): what is evicted is
 *       lost like in a failover.
 *   <li><b>Cost.</b> A script for each pass that brings news, each note and each renewal of a lease: 0.2 ms of Redis's time for
 *       ten events, 10 ms for 500 with their rows. A reader asks twice every two seconds, and twice for each batch. Rows are
 *       read in pieces of 200. With hints a poller asks for those of other replicas twice a second, and each of these sends
 *       up to four scripts a second while some come.
 *   <li><b>Durable</b> is what is written as much as Redis is. It isn't asked to wait for its own replicas: what a failover loses,
 *       readers are told of as a reset.
 * </ul>
 *
 * <p>Safe for use by many threads, and by several feeds.
 */
public final class RedisFeedStore implements FeedStore {

    private static final Script APPEND = Script.named("append");
    private static final Script HINT = Script.named("hint");

    /** Read from the class path now, and not by the first reader, whose thread mustn't be blocked. */
    private static final Script TAILS = RedisReader.TAILS;

    private static final int PIECE = RedisReader.PIECE;
    private static final int ROWS_A_CALL = 200;
    private static final int MOST_NOTES = 256;
    private static final int MOST_HINTS = 10_000;
    private static final int HINTS_AT_ONCE = 1_000;
    private static final Duration HINTS_LAST = Duration.ofMinutes(1);
    private static final int DEFAULT_LENGTH = 10_000;
    private static final int SHORTEST_LOG = 100;
    private static final int LONGEST_LOG = 1_000_000;

    private final RedisLink link;
    private final RedisScope scope;
    private final RedisLeases leases;
    private final String replica;
    private final int length;

    private RedisFeedStore(RedisLink link, RedisScope scope, String replica, int length) {
        this.link = link;
        this.scope = scope;
        this.leases = new RedisLeases(link, scope);
        this.replica = replica;
        this.length = length;
    }

    /**
     * A store on one Redis, or on one with replicas that sentinels watch. Nothing is connected yet.
     *
     * @param client connects to where the URI says with which it was created
     * @param scope names what the replicas have in common, such as the application: 1 to 200 characters, no braces
     * @return the store
     * @throws IllegalArgumentException if the scope is none
     */
    public static RedisFeedStore create(RedisClient client, String scope) {
        return create(RedisLink.of(Objects.requireNonNull(client, "client")), new RedisScope(scope));
    }

    /**
     * A store on a cluster. Nothing is connected yet.
     *
     * @param client of the cluster
     * @param scope names what the replicas have in common, such as the application: 1 to 200 characters, no braces
     * @return the store
     * @throws IllegalArgumentException if the scope is none
     */
    public static RedisFeedStore create(RedisClusterClient client, String scope) {
        RedisScope named = new RedisScope(scope);
        return create(RedisLink.of(Objects.requireNonNull(client, "client"), named), named);
    }

    private static RedisFeedStore create(RedisLink link, RedisScope scope) {
        return new RedisFeedStore(link, scope, thisProcess(), DEFAULT_LENGTH);
    }

    private static String thisProcess() {
        long pid = ProcessHandle.current().pid();
        String host = System.getenv("HOSTNAME");
        return host == null || host.isBlank() ? "process " + pid : host + "/" + pid;
    }

    /**
     * The same store, where this replica has another name.
     *
     * @param name for people, such as {@code web-1}; the host's name and the number of the process if it isn't set
     * @return a store on the same connection
     */
    public RedisFeedStore withReplica(String name) {
        return new RedisFeedStore(link, scope, Objects.requireNonNull(name, "name"), length);
    }

    /**
     * The same store with a log of another length. The log is cut with the next events that this replica writes.
     *
     * @param events how many to keep at least, 100 to 1,000,000; 10,000 if it isn't set
     * @return a store on the same connection
     * @throws IllegalArgumentException if it is out of range
     */
    public RedisFeedStore withLogLength(int events) {
        require(
                events >= SHORTEST_LOG && events <= LONGEST_LOG,
                "a log of " + events + " events: let it keep " + SHORTEST_LOG + " to " + LONGEST_LOG);
        return new RedisFeedStore(link, scope, replica, events);
    }

    @Override
    public String replica() {
        return replica;
    }

    @Override
    public Mono<Lease> claim(String role, String holder, Duration lasting) {
        return leases.claim(role, holder, lasting);
    }

    @Override
    public Mono<Lease> renew(Lease lease, Duration lasting) {
        return leases.renew(lease, lasting);
    }

    @Override
    public Mono<Void> release(Lease lease) {
        return leases.release(lease).then();
    }

    @Override
    public Mono<Void> keepPlace(Lease lease, EventId place) {
        return leases.keepPlace(lease, place).then();
    }

    @Override
    public Mono<Void> append(Lease lease, Batch batch) {
        return Mono.defer(() -> link.run(
                        APPEND,
                        List.of(
                                RedisLeases.key(scope, lease.role()),
                                scope.key("log"),
                                scope.key("rows"),
                                scope.key("notes")),
                        arguments(lease, batch)))
                .doOnNext(reply -> check(reply, lease, batch))
                .then();
    }

    private List<String> arguments(Lease lease, Batch batch) {
        batch.checkTerm(lease);
        List<LogEntry> entries = batch.entries();
        List<String> arguments = new ArrayList<>(List.of(
                lease.holder(),
                String.valueOf(lease.term()),
                RedisPlace.of(batch.tail()),
                String.valueOf(entries.isEmpty() ? 0 : entries.get(0).id().number()),
                String.valueOf(length),
                String.valueOf(MOST_NOTES),
                String.valueOf(entries.size()),
                String.valueOf(batch.put().size()),
                String.valueOf(batch.removed().size())));
        entries.forEach(entry -> arguments.add(entry.value().toJson()));
        batch.put().forEach((key, value) -> {
            arguments.add(key);
            arguments.add(value.toJson());
        });
        arguments.addAll(batch.removed());
        batch.notes().forEach(note -> arguments.add(note.toJson()));
        return arguments;
    }

    private static void check(List<Object> reply, Lease lease, Batch batch) {
        switch (reply.get(0).toString()) {
            case "FENCED" ->
                throw RedisLeases.fenced(
                        lease, reply.get(1).toString(), reply.get(2).toString());
            case "MOVED" ->
                throw new FeedStoreException(
                        Reason.MOVED,
                        "the log ends at " + RedisPlace.read(reply.get(1).toString()) + ", and not at " + batch.tail());
            default -> {}
        }
    }

    @Override
    public Mono<Void> hint(Set<String> services) {
        List<String> arguments =
                new ArrayList<>(List.of(String.valueOf(MOST_HINTS), String.valueOf(HINTS_LAST.toMillis())));
        arguments.addAll(services);
        return link.run(HINT, List.of(scope.key("hints")), arguments).then();
    }

    @Override
    public Mono<Set<String>> takeHints() {
        return link.call(redis -> redis.spop(scope.key("hints"), HINTS_AT_ONCE));
    }

    @Override
    public Mono<EventId> tail() {
        return link.run(TAILS, List.of(scope.key("log")), List.of())
                .map(tails -> RedisPlace.read(tails.get(0).toString()));
    }

    @Override
    public Flux<LogEntry> newest(int count) {
        require(count >= 0, "there are no " + count + " newest events: ask for 0 or more");
        return count == 0
                ? Flux.empty()
                : Mono.defer(() -> older(Boundary.unbounded(), new ArrayDeque<>(), count))
                        .flatMapIterable(entries -> entries);
    }

    /** From the end on, as the log is cut at its other end. */
    private Mono<Deque<LogEntry>> older(Boundary<String> before, Deque<LogEntry> found, int count) {
        int most = Math.min(PIECE, count - found.size());
        Range<String> range = Range.from(Boundary.unbounded(), before);
        return link.call(redis -> redis.xrevrange(scope.key("log"), range, Limit.from(most)))
                .flatMap(messages -> {
                    messages.forEach(message -> found.addFirst(RedisPlace.entry(message)));
                    return messages.size() < most || found.size() == count
                            ? Mono.just(found)
                            : older(Boundary.excluding(oldest(messages)), found, count);
                });
    }

    private static String oldest(List<StreamMessage<String, String>> messages) {
        return messages.get(messages.size() - 1).getId();
    }

    /** On a connection of its own: another Redis, after a failover, would go on elsewhere for the same cursor. */
    @Override
    public Flux<Row> rows() {
        return Flux.defer(() -> {
            RedisConnection own = link.another();
            Set<String> told = new HashSet<>(); // while its table grows or shrinks, Redis tells some twice
            return scan(own, ScanCursor.INITIAL)
                    .expand(page -> page.isFinished() ? Mono.empty() : scan(own, page))
                    .concatMapIterable(page -> page.getMap().entrySet(), 1)
                    .filter(row -> told.add(row.getKey()))
                    .map(row -> new Row(row.getKey(), FeedValue.ofJson(row.getValue())))
                    .doFinally(end -> own.close());
        });
    }

    private Mono<MapScanCursor<String, String>> scan(RedisConnection own, ScanCursor cursor) {
        return Mono.defer(() -> RedisConnection.awaited(own.ask(
                RedisLink.TIMEOUT,
                redis -> redis.hscan(scope.key("rows"), cursor, ScanArgs.Builder.limit(ROWS_A_CALL)))));
    }

    @Override
    public Flux<Reading> readAfter(EventId place) {
        return RedisReader.read(link, scope, place);
    }
}
