package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.concurrent.DueQueue;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.FeedRow.DeploymentMemory;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * A watch: the loop that takes one {@link Turn} after another, several at once.
 *
 * <p>A turn's calls may run beside those of other turns. What they bring is compared with what is known in the order in
 * which reports are taken, one at a time, and a turn is due again when its report's events have been taken. So nothing
 * here is locked save the {@link DueQueue}, passes over a service never overlap, and a report that was never taken has
 * changed nothing: a watch that is cancelled and begun again goes on where it was.
 */
final class WatchLoop implements Turn.Loop, WatchMemory {

    private final WatchOptions options;
    private final ServiceLookup lookup;
    private final DeploymentLooks looks;
    private final ServiceLooks serviceLooks;
    private final @Nullable Hints hints;
    private final UserCode userCode;
    private final BehindDetector behind = new BehindDetector();
    private final Set<ServiceWatch> changed = new LinkedHashSet<>();
    private final List<DeploymentEvent> outgrown = new ArrayList<>();
    private @Nullable SteadyTime time;
    private volatile DueQueue<Turn> queue;

    /** Whether a subscriber of {@link #events()} is taking a report, which it may do at leisure. */
    private volatile boolean reporting;

    WatchLoop(
            ServiceDeployments deployments,
            Describer<String, ServiceDeployment> describer,
            Describer<ServiceRef, Service> serviceDescriber,
            Publisher<ServiceRef> services,
            WatchOptions options,
            WatchSeed seed) {
        this.options = options;
        this.userCode = new UserCode(options);
        this.looks = new DeploymentLooks(describer, this, options);
        this.serviceLooks = new ServiceLooks(serviceDescriber, this, options);
        this.lookup = new ServiceLookup(deployments, services, this, options);
        this.hints = options.hints == null ? null : new Hints(options.hints, lookup, this, options);
        this.queue = new DueQueue<>(options.timers);
        outgrown(seed);
        behind.restore(seed.word(DeploymentEvent.FellBehind.class));
        looks.restore(seed.word(RolloutEvents.DetailsFailing.class));
        serviceLooks.restore(seed.word(HasteEvents.DetectorFailing.class));
        lookup.restore(seed);
        if (hints != null) {
            hints.restore(seed.word(HasteEvents.HintsFailing.class));
        }
    }

    /** Trouble that was told with what this watch does without is over. */
    private void outgrown(WatchSeed seed) {
        if (!options.details && seed.word(RolloutEvents.DetailsFailing.class) != null) {
            outgrown.add(new RolloutEvents.DetailsRecovered());
        }
        if (options.detector == null && seed.word(HasteEvents.DetectorFailing.class) != null) {
            outgrown.add(new HasteEvents.DetectorRecovered());
        }
        HasteEvents.HintsFailing ofHints = seed.word(HasteEvents.HintsFailing.class);
        if (hints == null && ofHints != null) {
            outgrown.add(new HasteEvents.HintsRecovered(ofHints.failures()));
        }
    }

    /** The events of all reports, for one subscriber. The first demand begins it. */
    Flux<DeploymentEvent> events() {
        // concatMap without prefetch subscribes at the first demand, and takes the next report when it is needed.
        return Flux.just(this).hide().concatMap(loop -> loop.reports().concatMap(loop::events, 0), 0);
    }

    private Flux<DeploymentEvent> events(Turn.Report report) {
        return Flux.defer(() -> {
                    reporting = true;
                    List<DeploymentEvent> events = report.events();
                    changed.forEach(each -> each.history().changed()); // nobody goes on from here
                    changed.clear();
                    options.listeners.tell(events);
                    return Flux.fromIterable(events);
                })
                .doOnComplete(() -> {
                    reporting = false;
                    report.delivered();
                });
    }

    private boolean isOverdue(long patience) {
        return userCode.isStuck(patience)
                || (!reporting && (queue.isOverdue(patience) || userCode.isStarved(patience)));
    }

    /**
     * Polls, and has each report told, one at a time. Never completes.
     *
     * @param tell completes when the report is {@linkplain Turn.Report#delivered() delivered}
     */
    Mono<Void> run(Function<Turn.Report, Mono<Void>> tell) {
        return reports()
                .concatMap(
                        report -> Mono.defer(() -> {
                                    reporting = true;
                                    return tell.apply(report);
                                })
                                .doFinally(end -> reporting = false),
                        0)
                .then();
    }

    /**
     * Begins, or goes on after a cancel, with a lookup and a pass over each service that is known. Whoever subscribes
     * takes the reports one at a time.
     */
    private Flux<Turn.Report> reports() {
        return Flux.defer(() -> {
            queue = new DueQueue<>(options.timers);
            Flux<Void> lost = Flux.merge(looks.begin(), serviceLooks.begin());
            if (!outgrown.isEmpty()) {
                queue.put(new Outgrown(), options.now());
            }
            lookup.begin();
            if (hints != null) {
                hints.begin();
            }
            return Mono.defer(queue::next)
                    .repeat()
                    .flatMap(Turn::take, options.concurrency, 1)
                    .takeUntilOther(Flux.merge(lost, new StallDetector(options, this::isOverdue).stall()))
                    .doFinally(end -> {
                        looks.end();
                        serviceLooks.end();
                        if (hints != null) {
                            hints.end();
                        }
                    });
        });
    }

    /** Another replica names these. On any thread. */
    void hinted(Set<ServiceRef> services) {
        if (hints != null) {
            services.forEach(hints::named);
        }
    }

    @Override
    public UserCode userCode() {
        return userCode;
    }

    @Override
    public void put(Turn turn, long at) {
        queue.put(turn, at);
    }

    @Override
    public void hasten(Turn turn, long at) {
        queue.hasten(turn, at);
    }

    @Override
    public void changed(ServiceWatch service) {
        changed.add(service);
    }

    @Override
    public Changes changes() {
        Changes changes = new Changes(new LinkedHashSet<>(), new LinkedHashSet<>());
        for (ServiceWatch each : changed) {
            changes.services().add(each.service());
            for (String arn : each.history().changed()) {
                changes.deployments().add(new Subject(Topic.DEPLOYMENT, each.service(), arn, null));
            }
        }
        changed.clear();
        return changes;
    }

    @Override
    public @Nullable ServiceMemory service(ServiceRef service) {
        ServiceWatch watched = lookup.watched(service);
        return watched == null ? null : watched.memory();
    }

    @Override
    public @Nullable DeploymentMemory deployment(Subject deployment) {
        ServiceRef service = deployment.service();
        ServiceWatch watched = service == null ? null : lookup.watched(service);
        return watched == null || deployment.arn() == null
                ? null
                : watched.history().memory(deployment.arn());
    }

    @Override
    public DeploymentLooks looks() {
        return looks;
    }

    @Override
    public ServiceLooks serviceLooks() {
        return serviceLooks;
    }

    @Override
    public SteadyTime time(Instant clock, long now) {
        if (time == null) {
            time = new SteadyTime(clock, now);
        }
        return time;
    }

    @Override
    public List<DeploymentEvent> began(ApiBucket bucket, Duration wanted, Duration late) {
        return behind.began(bucket, wanted, late, lookup.services());
    }

    /** Tells once what is over. */
    private final class Outgrown implements Turn, Turn.Report {

        @Override
        public Mono<Report> take() {
            return Mono.<Report>just(this).hide();
        }

        @Override
        public List<DeploymentEvent> events() {
            return List.copyOf(outgrown);
        }

        @Override
        public void delivered() {
            outgrown.clear();
        }
    }
}
