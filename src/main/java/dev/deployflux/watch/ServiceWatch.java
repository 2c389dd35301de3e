package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** One watched service: its passes, one after another, and what is known by these and by looks at its deployments. */
final class ServiceWatch implements Turn {

    private final ServiceRef service;
    private final Loop loop;
    private final Runnable gone;
    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final ServiceHistory history;
    private final UserCode.Lane client;

    /** A pass for each subscription; composed once, as composing takes longer than comparing. */
    private final Mono<Report> pass;

    /** When the next pass is due, in the scheduler's nanoseconds. */
    private long due;

    /** The interval after which it is due; {@code null} if it has no pass to be measured from. */
    private @Nullable Duration wanted;

    private long listedAt;
    private int failures;
    private @Nullable Instant lastGoodPass;
    private int missedLookups;
    private boolean leaving;

    /** {@code gone} is called when it has left. */
    ServiceWatch(
            ServiceRef service,
            ServiceHistory history,
            Loop loop,
            Runnable gone,
            ServiceDeployments deployments,
            WatchOptions options) {
        this.service = service;
        this.loop = loop;
        this.gone = gone;
        this.deployments = deployments;
        this.options = options;
        this.client = loop.userCode().lane();
        this.history = history;
        Flux<ListServiceDeploymentsResponse> recent = Flux.defer(
                () -> pages(CreatedAt.builder().after(history.window().after()).build()));
        this.pass = inTime(recent)
                .concatWith(Flux.defer(this::straggler))
                .reduceWith(() -> new Pass(options.clock.instant(), options.now()), Pass::with)
                .map(this::complete)
                .onErrorResume(error -> Mono.just(new Failure(error)));
    }

    ServiceRef service() {
        return service;
    }

    /** Goes on behind the last pass that was remembered. */
    ServiceWatch after(ServiceMemory memory) {
        failures = memory.failures();
        lastGoodPass = memory.lastGoodPass();
        return this;
    }

    ServiceMemory memory() {
        return history.memory(failures, lastGoodPass);
    }

    ServiceHistory history() {
        return history;
    }

    /** Its first pass since the loop began is due then. */
    long begin(long at) {
        due = at;
        wanted = null;
        return at;
    }

    /** A complete lookup has named it, or not. Returns whether it is to leave now. */
    boolean lookedUp(boolean named) {
        missedLookups = named ? 0 : missedLookups + 1;
        boolean wasLeaving = leaving;
        leaving = missedLookups >= 2;
        return leaving && !wasLeaving;
    }

    /** What a description of one of its deployments brings. */
    List<DeploymentEvent> described(ServiceDeployment details, long began) {
        List<DeploymentEvent> events = history.described(details, began, options.progressFloor);
        if (!events.isEmpty()) {
            loop.changed(this);
        }
        return events;
    }

    /** Whether its last pass has failed. */
    boolean isFailing() {
        return failures > 0;
    }

    /** When its last pass began. */
    long listedAt() {
        return listedAt;
    }

    /** When its next pass is due, unless that is under way. */
    long listDue() {
        return due;
    }

    /** Has its next pass come by then, if it isn't under way; not in the pause behind one that has failed. */
    void listBy(long at) {
        if (failures == 0 && at - due < 0) {
            due = at;
            loop.hasten(this, at);
        }
    }

    @Override
    public Mono<Report> take() {
        if (leaving) {
            return loop.userCode()
                    .onOwnThread(Mono.<Report>just(new Departure()))
                    .onErrorReturn(new Departure());
        }
        return pass;
    }

    private Flux<ListServiceDeploymentsResponse> straggler() {
        ServiceHistory.Span span = history.window().straggler();
        return span == null
                ? Flux.empty()
                : inTime(pages(CreatedAt.builder()
                        .after(span.after())
                        .before(span.before())
                        .build()));
    }

    private Flux<ListServiceDeploymentsResponse> inTime(Flux<ListServiceDeploymentsResponse> pages) {
        Mono<Long> deadline = Mono.delay(options.callTimeout, options.timers);
        // Behind the last page there is no call to wait for, and a timer costs as much as looking at ten rows.
        return client.visit(pages)
                .timeout(
                        deadline,
                        page -> page.nextToken() == null ? Mono.never() : deadline,
                        Mono.defer(() -> loop.userCode().onOwnThread(Mono.error(tooSlow()))));
    }

    private Flux<ListServiceDeploymentsResponse> pages(CreatedAt createdAt) {
        return deployments.pages(
                r -> r.cluster(service.cluster()).service(service.service()).createdAt(createdAt));
    }

    private TimeoutException tooSlow() {
        return new TimeoutException("no page of " + service + " came within " + options.callTimeout
                + (client.isTaken() ? ", as the client blocks the thread that calls it" : ""));
    }

    private Report complete(Pass pass) {
        pass.took = Duration.ofNanos(options.now() - pass.began);
        pass.late = Duration.ofNanos(Math.max(0, pass.began - due));
        return pass;
    }

    private void dueAt(long at, Duration interval) {
        due = leaving ? options.now() : at;
        wanted = interval;
        loop.put(this, due);
    }

    /** A complete pass. */
    private final class Pass implements Report {
        private final Instant startedAt;
        private final long began;
        private final List<ServiceDeploymentBrief> rows = new ArrayList<>();
        private int pages;
        private Duration took = Duration.ZERO;
        private Duration late = Duration.ZERO;

        Pass(Instant startedAt, long began) {
            this.startedAt = startedAt;
            this.began = began;
        }

        Pass with(ListServiceDeploymentsResponse page) {
            pages++;
            for (ServiceDeploymentBrief row : page.serviceDeployments()) {
                if (row != null) {
                    rows.add(row);
                }
            }
            return this;
        }

        @Override
        public List<DeploymentEvent> events() {
            List<DeploymentEvent> events = new ArrayList<>();
            if (failures > 0) {
                events.add(new DeploymentEvent.ServiceRecovered(service, failures, lastGoodPass));
            }
            SteadyTime time = loop.time(startedAt, began);
            for (ServiceDeploymentBrief row : rows) {
                if (row.createdAt() != null) {
                    time.listed(row.createdAt(), began, startedAt);
                }
            }
            events.addAll(history.listed(rows, time.at(began), began, took));
            failures = 0;
            lastGoodPass = startedAt;
            loop.changed(ServiceWatch.this);
            events.add(new DeploymentEvent.PassCompleted(
                    service,
                    history.passes(),
                    startedAt,
                    took,
                    pages,
                    history.inFlight(),
                    time.windowEnd(began, startedAt)));
            if (wanted != null) {
                events.addAll(loop.began(wanted, late));
            }
            return events;
        }

        @Override
        public void delivered() {
            listedAt = began;
            Set<String> inFlight = history.inFlightArns();
            boolean listed = !loop.looks().follow(ServiceWatch.this, inFlight, began) && !inFlight.isEmpty();
            Duration interval = options.jittered(listed ? options.interval : options.idleInterval);
            Duration twoLooks = options.lengthened(options.interval.multipliedBy(2));
            // A look between two lists shows as well that something newer supersedes what is in flight.
            boolean inTurns = !listed && loop.looks().areOfOneService() && !inFlight.isEmpty();
            Duration next = inTurns && twoLooks.compareTo(interval) > 0 ? twoLooks : interval;
            dueAt(began + next.toNanos(), next);
        }
    }

    private final class Failure implements Report {
        private final Throwable error;
        private Duration pause = Duration.ZERO;

        Failure(Throwable error) {
            this.error = error;
        }

        @Override
        public List<DeploymentEvent> events() {
            failures++;
            loop.changed(ServiceWatch.this);
            pause = options.backoff(failures);
            return List.of(new DeploymentEvent.ServiceFailing(service, error, failures, lastGoodPass, pause));
        }

        @Override
        public void delivered() {
            loop.looks().follow(ServiceWatch.this, history.inFlightArns(), options.now());
            dueAt(options.now() + pause.toNanos(), pause);
        }
    }

    private final class Departure implements Report {

        @Override
        public List<DeploymentEvent> events() {
            if (!leaving) {
                return List.of(); // it was named again meanwhile
            }
            loop.changed(ServiceWatch.this);
            gone.run();
            loop.looks().follow(ServiceWatch.this, Set.of(), options.now());
            return history.left();
        }

        @Override
        public void delivered() {
            if (!leaving) {
                dueAt(options.now(), options.idleInterval);
            }
        }
    }
}
