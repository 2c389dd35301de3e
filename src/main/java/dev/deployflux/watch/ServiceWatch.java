package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** One watched service: its passes, one after another, and what is known by these and by looks at its deployments. */
final class ServiceWatch implements Turn {

    private final ServiceRef service;
    private final Loop loop;
    private final Runnable gone;
    private final WatchOptions options;
    private final ServiceHistory history;

    /** A pass for each subscription; composed once, as composing takes longer than comparing. */
    private final Mono<Report> pass;

    private final PassTimes times;
    private final SuspectedChange suspected;
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
        this.options = options;
        this.history = history;
        this.times = new PassTimes(this, loop, options);
        this.suspected = new SuspectedChange(options.interval, options.listInterval(), options.overlap);
        ServicePages pages = new ServicePages(service, deployments, loop.userCode(), options);
        this.pass = pages.of(history)
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

    /** What looks at it have shown. */
    SuspectedChange suspected() {
        return suspected;
    }

    /** Its first pass since the loop began is due then. */
    long begin(long at) {
        times.begin(at);
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

    /** Whether it has no pass behind it since the loop began. */
    boolean awaitsFirstPass() {
        return times.wanted() == null;
    }

    /** When its last pass began. */
    long listedAt() {
        return times.listedAt();
    }

    /** When its next pass is due, unless that is under way. */
    long listDue() {
        return times.due();
    }

    /**
     * Its next pass comes by then, if it isn't under way; not in the pause behind one that has failed.
     *
     * @param interval by which it is measured whether that is late
     */
    void listBy(long at, Duration interval) {
        if (failures == 0) {
            times.by(at, interval);
        }
    }

    /** Somebody says that it may have changed. */
    void hinted() {
        times.hinted();
        if (failures == 0) {
            times.hasten();
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

    private Report complete(Pass pass) {
        pass.took = Duration.ofNanos(options.now() - pass.began);
        pass.late = times.late(pass.began);
        pass.early = times.isEarly(pass.began);
        return pass;
    }

    /** A complete pass. */
    private final class Pass implements Report {
        private final Instant startedAt;
        private final long began;
        private final List<ServiceDeploymentBrief> rows = new ArrayList<>();
        private int pages;
        private Duration took = Duration.ZERO;
        private Duration late = Duration.ZERO;
        private boolean early;
        private boolean news;
        private Set<String> inFlight = Set.of();

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
            time.listed(rows, began, startedAt);
            List<DeploymentEvent> listed = history.listed(rows, time.at(began), began, took);
            news = !listed.isEmpty();
            events.addAll(listed);
            inFlight = history.inFlightArns();
            failures = 0;
            lastGoodPass = startedAt;
            loop.changed(ServiceWatch.this);
            events.add(new DeploymentEvent.PassCompleted(
                    service,
                    history.passes(),
                    startedAt,
                    took,
                    pages,
                    inFlight.size(),
                    time.windowEnd(began, startedAt)));
            if (times.wanted() != null && !early) {
                events.addAll(loop.began(ApiBucket.SERVICE_DEPLOYMENTS, times.wanted(), late));
            }
            return events;
        }

        @Override
        public void delivered() {
            boolean described = loop.looks().follow(ServiceWatch.this, inFlight, began);
            if (leaving) {
                times.put(options.now(), options.idleInterval);
            } else if (inFlight.isEmpty()) {
                Duration quiet = loop.serviceLooks().listed(ServiceWatch.this, began, news);
                times.next(began, quiet == null ? options.jittered(options.idleInterval) : quiet);
            } else {
                loop.serviceLooks().rest(ServiceWatch.this);
                times.next(began, described ? besideLooks() : options.jittered(options.interval));
            }
        }

        private Duration besideLooks() {
            Duration interval = options.jittered(options.idleInterval);
            Duration twoLooks = options.lengthened(options.interval.multipliedBy(2));
            // A look between two lists shows as well that something newer supersedes what is in flight.
            return loop.looks().areOfOneService() && twoLooks.compareTo(interval) > 0 ? twoLooks : interval;
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
            loop.serviceLooks().rest(ServiceWatch.this);
            times.put(leaving ? options.now() : options.now() + pause.toNanos(), pause);
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
            loop.serviceLooks().rest(ServiceWatch.this);
            return history.left();
        }

        @Override
        public void delivered() {
            if (!leaving) {
                times.put(options.now(), options.idleInterval);
            }
        }
    }
}
