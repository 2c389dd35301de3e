package dev.deployflux.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A store that several replicas share, as one of them reaches it: it may be away, or lose replies. */
class UnreliableStore implements FeedStore {

    private final FeedStore shared;
    private final String replica;
    private Sinks.Empty<Void> cut = Sinks.empty();
    private boolean away;

    /** How many appends are still to be done whose replies get lost. */
    int repliesLost;

    /** How many appends are still to be refused, as by a log that ends elsewhere. */
    int refused;

    /** How many more times the rows are read before that fails once; less than 0 for never. */
    int rowsFailIn = -1;

    /** Whether the rows can't be read, like those of a newer version. */
    boolean rowsFail;

    /** Its lease is given back only when {@link #letReleases()} is called. */
    String roleHeld = "";

    private Sinks.Empty<Void> releases = Sinks.empty();

    /** Claims are answered behind it. */
    Mono<Void> claimsAnswered = Mono.empty();

    /** What its answer is when hints are sent or taken; {@code null} for that of the shared one. */
    @Nullable
    Mono<Void> hintsAnswer;

    /** Which were sent, each as often as it was. */
    final List<String> hinted = new ArrayList<>();

    /** How often hints were asked for. */
    int hintsAsked;

    /** Behind how many appends it is cut; 0 for none. */
    int cutBehind;

    /** How many appends there were, also those that were refused. */
    int appends;

    UnreliableStore(FeedStore shared, String replica) {
        this.shared = shared;
        this.replica = replica;
    }

    /** From now on it can't be reached; who reads loses the connection. */
    void cut() {
        away = true;
        Sinks.Empty<Void> open = cut;
        cut = Sinks.empty();
        open.tryEmitError(away());
    }

    void mend() {
        away = false;
    }

    void letReleases() {
        releases.tryEmitEmpty();
    }

    private static IllegalStateException away() {
        return new IllegalStateException("the store is away");
    }

    private <T> Mono<T> reached(Supplier<Mono<T>> call) {
        return Mono.defer(() -> away ? Mono.error(away()) : call.get());
    }

    private <T> Flux<T> read(Supplier<Flux<T>> call) {
        return Flux.defer(() -> away ? Flux.error(away()) : call.get().takeUntilOther(cut.asMono()));
    }

    @Override
    public String replica() {
        return replica;
    }

    @Override
    public Mono<Lease> claim(String role, String holder, Duration lasting) {
        return reached(() -> claimsAnswered.then(shared.claim(role, holder, lasting)));
    }

    @Override
    public Mono<Lease> renew(Lease lease, Duration lasting) {
        return reached(() -> shared.renew(lease, lasting));
    }

    @Override
    public Mono<Void> release(Lease lease) {
        return reached(() ->
                lease.role().equals(roleHeld) ? releases.asMono().then(shared.release(lease)) : shared.release(lease));
    }

    @Override
    public Mono<Void> keepPlace(Lease lease, EventId place) {
        return reached(() -> shared.keepPlace(lease, place));
    }

    @Override
    public Mono<Void> append(Lease lease, Batch batch) {
        return reached(() -> {
            appends++;
            if (refused-- > 0) {
                return Mono.error(new FeedStoreException(FeedStoreException.Reason.MOVED, "the log ends elsewhere"));
            }
            Mono<Void> done = shared.append(lease, batch);
            if (appends == cutBehind) {
                return done.doOnSuccess(any -> cut());
            }
            return repliesLost-- > 0 ? done.then(Mono.error(new IllegalStateException("the reply is lost"))) : done;
        });
    }

    @Override
    public Mono<Void> hint(Set<String> services) {
        return reached(() -> {
            if (hintsAnswer != null) {
                return hintsAnswer;
            }
            hinted.addAll(services);
            return shared.hint(services);
        });
    }

    @Override
    public Mono<Set<String>> takeHints() {
        return reached(() -> {
            hintsAsked++;
            return hintsAnswer == null ? shared.takeHints() : hintsAnswer.then(Mono.empty());
        });
    }

    @Override
    public Mono<EventId> tail() {
        return reached(shared::tail);
    }

    @Override
    public Flux<LogEntry> newest(int count) {
        return read(() -> shared.newest(count));
    }

    @Override
    public Flux<Row> rows() {
        return read(() -> rowsFail || rowsFailIn-- == 0 ? Flux.error(away()) : shared.rows());
    }

    @Override
    public Flux<Reading> readAfter(EventId place) {
        return read(() -> shared.readAfter(place));
    }
}
