package dev.deployflux.watch;

import dev.deployflux.concurrent.Guarded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Who hears all events of a watcher: each on threads of its own, one event at a time, so that one that blocks holds up
 * neither a watch nor the others.
 */
record Listeners(List<Mailbox> all) {

    static final Listeners NONE = new Listeners(List.of());

    Listeners and(Consumer<? super DeploymentEvent> another) {
        List<Mailbox> more = new ArrayList<>(all);
        more.add(new Mailbox(another));
        return new Listeners(List.copyOf(more));
    }

    void tell(List<DeploymentEvent> events) {
        if (!events.isEmpty()) {
            all.forEach(mailbox -> mailbox.put(events));
        }
    }

    /** What one listener is still to hear. Thread-safe. */
    static final class Mailbox implements Runnable {

        /** Events that may wait when a report comes, which is then taken as a whole or not at all. */
        static final int MOST = 10_000;

        private final Consumer<? super DeploymentEvent> listener;
        private final Queue<DeploymentEvent> waiting = new ArrayDeque<>();
        private boolean running;

        /** Whether events have been left out, and the listener hasn't heard all the others yet. */
        private boolean tooSlow;

        Mailbox(Consumer<? super DeploymentEvent> listener) {
            this.listener = listener;
        }

        void put(List<DeploymentEvent> events) {
            boolean news = false;
            boolean start;
            synchronized (this) {
                if (waiting.size() >= MOST) {
                    news = !tooSlow; // said once, though a slow listener makes room for some now and then
                    tooSlow = true;
                } else {
                    waiting.addAll(events);
                }
                start = !running && !waiting.isEmpty();
                running |= start;
            }
            if (news) {
                dropped(new IllegalStateException("a listener of the watcher blocks or is too slow: " + MOST
                        + " events wait for it, and it won't hear of further ones until it has taken some"));
            }
            if (start) {
                start();
            }
        }

        private void start() {
            try {
                Schedulers.boundedElastic().schedule(this);
            } catch (Throwable e) { // what waits is told with the next events, if there is a thread by then
                synchronized (this) {
                    running = false;
                }
                dropped(e);
            }
        }

        @Override
        public void run() {
            for (DeploymentEvent next = next(); next != null; next = next()) {
                DeploymentEvent event = next;
                Guarded.run(() -> listener.accept(event), Context.empty());
            }
        }

        private synchronized @Nullable DeploymentEvent next() {
            DeploymentEvent next = waiting.poll();
            running = next != null;
            tooSlow &= running;
            return next;
        }

        private static void dropped(Throwable error) {
            Guarded.run(() -> Operators.onErrorDropped(error, Context.empty()), Context.empty());
        }
    }
}
