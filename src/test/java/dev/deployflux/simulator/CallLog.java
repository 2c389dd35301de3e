package dev.deployflux.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients called; each attempt of the SDK is a call of its own. A call is logged as soon as its request is read,
 * before it is answered; calls of operations that the simulator doesn't know aren't logged. Safe for use by many
 * threads.
 *
 * <p>The signals complete at once where the number is reached already, and fail if the simulator is closed first. They
 * are told on the server's event loop: await them, or go on without blocking.
 */
public final class CallLog {

    /** How many calls {@link #all()} remembers; counts go on. */
    static final int REMEMBERED = 10_000;

    private final Deque<CallRecord> records = new ArrayDeque<>();
    private final WatchedCount calls = new WatchedCount();
    private final Map<Operation, WatchedCount> callsByOperation = new EnumMap<>(Operation.class);
    private final WatchedCount aborts = new WatchedCount();
    private final WatchedCount connections = new WatchedCount();
    private long lastNumber;
    private volatile boolean closed;

    CallLog() {
        for (Operation operation : Operation.values()) {
            callsByOperation.put(operation, new WatchedCount());
        }
    }

    /** The number of calls since the start or {@link #clear()}. */
    public int count() {
        return calls.get();
    }

    /** The number of calls of one operation since the start or {@link #clear()}. */
    public int count(Operation operation) {
        return of(operation).get();
    }

    /** The last 10,000 calls since the start or {@link #clear()}, the oldest first, each as it now stands. */
    public List<Call> all() {
        synchronized (records) {
            return records.stream().map(CallRecord::snapshot).toList();
        }
    }

    /** As {@link #all()}, of one operation. */
    public List<Call> all(Operation operation) {
        return all().stream().filter(call -> call.operation() == operation).toList();
    }

    /** How many calls their clients aborted: the connection closed before the whole answer was written. */
    public int aborted() {
        return aborts.get();
    }

    /** How many connections are open now. A client's pool keeps some open between calls. */
    public int openConnections() {
        return connections.get();
    }

    /** Forgets all calls and aborts; open connections still count. */
    public void clear() {
        synchronized (records) {
            records.clear();
        }
        calls.update(count -> 0);
        callsByOperation.values().forEach(counter -> counter.update(count -> 0));
        aborts.update(count -> 0);
    }

    /** Completes when {@link #count()} is {@code n} or more. */
    public Mono<Void> whenCalled(int n) {
        return calls.when(count -> count >= n);
    }

    /** Completes when {@link #count(Operation)} is {@code n} or more. */
    public Mono<Void> whenCalled(Operation operation, int n) {
        return of(operation).when(count -> count >= n);
    }

    /** Completes when {@link #aborted()} is {@code n} or more. */
    public Mono<Void> whenAborted(int n) {
        return aborts.when(count -> count >= n);
    }

    /** Completes when {@link #openConnections()} meets the condition. */
    public Mono<Void> whenOpenConnections(IntPredicate condition) {
        return connections.when(condition);
    }

    CallRecord arrived(Operation operation, ObjectNode request, Map<String, String> headers) {
        CallRecord call;
        synchronized (records) {
            call = new CallRecord(++lastNumber, operation, request, headers);
            if (records.size() == REMEMBERED) {
                records.removeFirst();
            }
            records.addLast(call);
        }
        return call;
    }

    /** Told apart from {@link #arrived}, so that a call is counted only once its fault is known. */
    void counted(CallRecord call) {
        of(call.operation()).update(count -> count + 1);
        calls.update(count -> count + 1);
    }

    /** Counts no more once the simulator closes: then it isn't the client who leaves. */
    void aborted(CallRecord call) {
        if (!closed) {
            call.aborted();
            aborts.update(count -> count + 1);
        }
    }

    void connectionOpened() {
        connections.update(count -> count + 1);
    }

    void connectionClosed() {
        connections.update(count -> count - 1);
    }

    void close() {
        closed = true;
        calls.close();
        callsByOperation.values().forEach(WatchedCount::close);
        aborts.close();
        connections.close();
    }

    // Each operation got its counter in the constructor.
    @SuppressWarnings("NullAway")
    private WatchedCount of(Operation operation) {
        return callsByOperation.get(operation);
    }
}
