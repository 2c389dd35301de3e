package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Asks the publisher of services again and again which there are. */
final class ServiceLookup implements Turn {

    private final Publisher<ServiceRef> services;
    private final WatchLoop loop;
    private final WatchOptions options;
    private int failures;

    /** When the last complete lookup began, in the scheduler's nanoseconds. */
    private @Nullable Long lastGood;

    ServiceLookup(Publisher<ServiceRef> services, WatchLoop loop, WatchOptions options) {
        this.services = services;
        this.loop = loop;
        this.options = options;
    }

    @Override
    public Mono<Report> take() {
        return Mono.defer(() -> {
            Set<ServiceRef> named = new LinkedHashSet<>();
            Instant startedAt = options.clock().instant();
            long began = options.now();
            Mono<Report> lookup = Flux.from(services)
                    .distinct() // so that naming the same ones for ever is a pause
                    .timeout(options.callTimeout(), options.scheduler())
                    .onErrorMap(TimeoutException.class, e -> tooSlow())
                    .doOnNext(named::add)
                    .then(Mono.<Report>fromSupplier(() -> new Found(named, startedAt, began, null)))
                    .onErrorResume(error -> Mono.just(new Found(named, startedAt, began, error)));
            return caught(lookup, error -> new Found(named, startedAt, began, error));
        });
    }

    /** Reactor throws fatal errors on, to the scheduler, where nobody would see that the watch has stopped. */
    private static Mono<Report> caught(Mono<Report> lookup, Function<Throwable, Report> thrown) {
        return Mono.create(sink -> {
            try {
                sink.onDispose(lookup.subscribe(sink::success, sink::error, null, Context.of(sink.contextView())));
            } catch (Throwable e) {
                sink.success(thrown.apply(e));
            }
        });
    }

    private TimeoutException tooSlow() {
        return new TimeoutException("the publisher of services neither named one nor completed within "
                + options.callTimeout() + ": give one that completes, it is subscribed to for each lookup");
    }

    /** The services that were named before the lookup completed or failed. */
    private final class Found implements Report {
        private final Set<ServiceRef> named;
        private final Instant startedAt;
        private final long began;
        private final @Nullable Throwable error;
        private final List<ServiceWatch> joining = new ArrayList<>();
        private Duration pause = options.jittered(options.lookupInterval());

        Found(Set<ServiceRef> named, Instant startedAt, long began, @Nullable Throwable error) {
            this.named = named;
            this.startedAt = startedAt;
            this.began = began;
            this.error = error;
        }

        @Override
        public List<DeploymentEvent> events() {
            List<DeploymentEvent> events = new ArrayList<>();
            if (error == null && failures > 0) {
                events.add(new DeploymentEvent.LookupRecovered(failures));
                failures = 0;
            }
            for (ServiceRef service : named) {
                if (!loop.isWatched(service)) {
                    joining.add(loop.add(service, since()));
                    events.add(new DeploymentEvent.ServiceJoined(service));
                }
            }
            if (error == null) {
                loop.lookedUp(named);
                lastGood = began;
            } else {
                failures++;
                pause = options.backoff(failures);
                events.add(new DeploymentEvent.LookupFailing(error, failures, pause));
            }
            return events;
        }

        /** A service that appeared between two lookups is watched from the earlier one on at least. */
        private Instant since() {
            Instant now = loop.time().windowEnd(began, startedAt);
            Instant since = now.minus(options.since());
            Instant unseen =
                    lastGood == null ? since : now.minusNanos(began - lastGood).minus(options.overlap());
            return unseen.isBefore(since) ? unseen : since;
        }

        @Override
        public @Nullable Instant lookedUpAt() {
            return error == null ? startedAt : null;
        }

        @Override
        public void delivered() {
            loop.begin(joining);
            loop.put(ServiceLookup.this, (error == null ? began : options.now()) + pause.toNanos());
        }
    }
}
