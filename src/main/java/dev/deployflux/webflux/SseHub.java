package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentFeed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * The middle of all streams: who is there, and the log that one subscription to the feed fills. It begins with the first
 * client and ends some time after the last.
 */
final class SseHub {

    private final DeploymentFeed feed;
    private final SseOptions options;
    private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
    private final Disposable.Swap idle = Disposables.swap();
    private @Nullable Session session;
    private boolean disposed;

    SseHub(DeploymentFeed feed, SseOptions options) {
        this.feed = feed;
        this.options = options;
    }

    /**
     * Takes in a client.
     *
     * @param made makes it, to read this log
     * @throws StreamUnavailableException if it has to come again later
     */
    SseClient join(Function<EventLog, SseClient> made) {
        SseClient client;
        Session begun = null;
        synchronized (this) {
            if (disposed || feed.isDisposed()) {
                throw new StreamUnavailableException("This stream has been shut down.", options.retry());
            }
            if (clients.size() >= options.maxClients()) {
                throw new StreamUnavailableException(
                        "There are " + options.maxClients() + " clients already, as many as this stream serves. Come"
                                + " again later.",
                        options.retry());
            }
            if (session == null) {
                begun = new Session(newLog());
                session = begun;
            }
            idle.update(Disposables.disposed());
            client = made.apply(session.log);
            clients.add(client);
        }
        if (begun != null) {
            begin(begun);
        }
        return client;
    }

    private EventLog newLog() {
        String epoch = String.format("%016x", ThreadLocalRandom.current().nextLong());
        return new EventLog(epoch, options.ring(), feed.since());
    }

    private void begin(Session begun) {
        Disposable subscription = feed.events()
                .subscribe(
                        event -> {
                            if (begun.log.tell(event)) {
                                clients.forEach(SseClient::wake);
                            }
                        },
                        error ->
                                end(begun, "The watch has ended (" + Trouble.of(error) + "). Reconnect to begin anew."),
                        () -> end(begun, "The watch has been shut down."));
        begun.subscription.update(subscription);
    }

    private void end(Session ended, String message) {
        synchronized (this) {
            if (session == ended) {
                session = null;
            }
        }
        ended.subscription.dispose();
        ended.log.end(message);
        clients.forEach(SseClient::wake);
    }

    void leave(SseClient client) {
        Session unused = null;
        synchronized (this) {
            if (clients.remove(client) && clients.isEmpty() && session != null) {
                if (options.linger().isZero()) {
                    unused = session;
                } else {
                    Session lingering = session;
                    idle.update(Schedulers.parallel()
                            .schedule(
                                    () -> endIfIdle(lingering), options.linger().toNanos(), TimeUnit.NANOSECONDS));
                }
            }
        }
        if (unused != null) {
            endIfIdle(unused);
        }
    }

    private void endIfIdle(Session idleSession) {
        synchronized (this) {
            if (session != idleSession || !clients.isEmpty()) {
                return;
            }
            session = null;
        }
        idleSession.subscription.dispose();
    }

    int clients() {
        return clients.size();
    }

    void dispose() {
        Session last;
        synchronized (this) {
            if (disposed) {
                return;
            }
            disposed = true;
            last = session;
        }
        idle.dispose();
        if (last != null) {
            end(last, "The application is shutting down. Reconnect later.");
        }
    }

    synchronized boolean isDisposed() {
        return disposed;
    }

    /** A log, and what fills it. */
    private static final class Session {

        private final EventLog log;
        private final Disposable.Swap subscription = Disposables.swap();

        private Session(EventLog log) {
            this.log = log;
        }
    }
}
