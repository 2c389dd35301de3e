package dev.deployflux.redis;

import static dev.deployflux.redis.RedisConnection.awaited;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Reading;
import dev.deployflux.watch.FeedValue;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One who reads the log, on a connection of its own: Redis answers when there is something, or after a while, and others would
 * wait behind that. Where the log ends is asked behind each question, so the answer is of a later moment. Not thread-safe: one
 * question after the other.
 */
final class RedisReader {

    static final int PIECE = 500;
    static final Script TAILS = Script.named("tails");
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final RedisConnection own;
    private final String log;
    private final String notes;
    private String reached;
    private @Nullable String reachedOfNotes;

    private RedisReader(RedisConnection own, RedisScope scope, EventId place) {
        this.own = own;
        this.log = scope.key("log");
        this.notes = scope.key("notes");
        this.reached = RedisPlace.of(place);
    }

    /** Reads until it is cancelled or fails, and then closes the connection. */
    static Flux<Reading> read(RedisLink link, RedisScope scope, EventId place) {
        return Flux.defer(() -> {
            RedisConnection own = link.another();
            RedisReader reader = new RedisReader(own, scope, place);
            return reader.first().concatWith(Mono.defer(reader::next).repeat()).doFinally(end -> own.close());
        });
    }

    /** Tells at once what is there. */
    private Mono<Reading> first() {
        return Mono.defer(() -> awaited(tails())).flatMap(tails -> {
            reachedOfNotes = tails.get(1).toString();
            return ask(XReadArgs.Builder.count(PIECE));
        });
    }

    private Mono<Reading> next() {
        return ask(XReadArgs.Builder.count(PIECE).block(patience()));
    }

    /** The client may be set to wait for no reply for as long as we would. */
    private Duration patience() {
        Duration clients = own.clientsTimeout().dividedBy(2);
        return clients.isZero() || clients.compareTo(LONGEST_SILENCE) > 0 ? LONGEST_SILENCE : clients;
    }

    @SuppressWarnings("unchecked") // an array of offsets
    private Mono<Reading> ask(XReadArgs how) {
        StreamOffset<String> events = StreamOffset.from(log, reached);
        StreamOffset<String> told = StreamOffset.from(notes, Objects.requireNonNull(reachedOfNotes));
        CompletableFuture<List<StreamMessage<String, String>>> messages =
                own.ask(LONGEST_SILENCE.plus(GRACE), redis -> redis.xread(how, events, told));
        CompletableFuture<Supplier<Reading>> reply =
                messages.thenCombine(tails(), (read, tails) -> () -> reading(read, tails));
        return awaited(reply).map(Supplier::get);
    }

    private CompletableFuture<List<Object>> tails() {
        return own.ask(LONGEST_SILENCE.plus(GRACE), redis -> TAILS.run(redis, List.of(log, notes), List.of()));
    }

    private Reading reading(List<StreamMessage<String, String>> messages, List<Object> tails) {
        List<LogEntry> entries = new ArrayList<>();
        List<FeedValue> told = new ArrayList<>();
        for (StreamMessage<String, String> message : messages) {
            if (message.getStream().equals(log)) {
                entries.add(RedisPlace.entry(message));
                reached = message.getId();
            } else {
                told.add(FeedValue.ofJson(
                        Objects.requireNonNull(message.getBody().get("n"), "n")));
                reachedOfNotes = message.getId();
            }
        }
        String end = tails.get(1).toString();
        if (RedisPlace.ORDER.compare(end, reachedOfNotes) < 0) { // Redis has lost some, and begins anew
            reachedOfNotes = end;
        }
        return new Reading(entries, told, RedisPlace.read(tails.get(0).toString()));
    }
}
