package dev.deployflux.webflux;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who reads the streams, up to a number. */
final class SseClients {

    private final int most;
    private final Duration retry;
    private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
    private boolean disposed;

    SseClients(int most, Duration retry) {
        this.most = most;
        this.retry = retry;
    }

    /**
     * Takes in a client.
     *
     * @throws StreamUnavailableException if it has to come again later
     */
    synchronized void join(SseClient client) {
        if (disposed) {
            throw new StreamUnavailableException("This stream has been shut down.", retry);
        }
        if (clients.size() >= most) {
            throw new StreamUnavailableException(
                    "There are " + most + " clients already, as many as this stream serves. Come again later.", retry);
        }
        clients.add(client);
    }

    void leave(SseClient client) {
        clients.remove(client);
    }

    int size() {
        return clients.size();
    }

    /** Ends all, and takes in no more. */
    void dispose() {
        synchronized (this) {
            disposed = true;
        }
        clients.forEach(client -> client.end("The application is shutting down. Reconnect later."));
    }

    synchronized boolean isDisposed() {
        return disposed;
    }
}
