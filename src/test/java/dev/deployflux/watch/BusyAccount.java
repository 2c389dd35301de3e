package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EventDelivery;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** An account of many services that is watched under the published quota, in virtual time, and what that costs. */
final class BusyAccount implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(100);

    final SimulatedWatch world;
    final List<ServiceRef> services = new ArrayList<>();
    private final Listener listener;
    private final Random random = new Random(1);
    private final Map<String, Instant> deployedAt = new HashMap<>();
    private final Map<ServiceRef, String> newest = new HashMap<>();
    private final Map<String, Instant> hintedAt = new HashMap<>();
    private final List<Duration> behindHints = new ArrayList<>();
    private final Map<ServiceRef, Instant> lookedAt = new HashMap<>();
    private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
    private final Map<Class<?>, Integer> told = new HashMap<>();
    private @Nullable Duration every;
    private @Nullable DeploymentScript script;
    private Instant nextDeployment = Instant.MAX;
    private Instant measuredFrom = Instant.MAX;
    private Duration longest = Duration.ZERO;
    private Duration latest = Duration.ZERO;
    private long throttled;

    BusyAccount(int clusters, int servicesEach, UnaryOperator<DeploymentWatcherBuilder> options) {
        this(clusters, servicesEach, (account, watcher) -> options.apply(watcher));
    }

    /** The options may ask the account for its {@link #hints hints}. */
    BusyAccount(
            int clusters,
            int servicesEach,
            BiFunction<BusyAccount, DeploymentWatcherBuilder, DeploymentWatcherBuilder> options) {
        VirtualTimeScheduler[] time = new VirtualTimeScheduler[1];
        world = new SimulatedWatch(ecs -> ecs.throttling(true).throttlingClock(new TimeOf(time)));
        time[0] = world.time;
        for (int c = 0; c < clusters; c++) {
            for (int s = 0; s < servicesEach; s++) {
                ServiceRef service = new ServiceRef("cluster-" + c, "service-" + s);
                services.add(service);
                find(service).history(1, Duration.ofDays(3));
            }
        }
        ApiQuota quota = ApiQuota.builder().scheduler(world.time).build();
        ServiceDeployments deployments =
                ServiceDeployments.builder(world.client()).quota(quota).build();
        String[] names =
                IntStream.range(0, clusters).mapToObj(c -> "cluster-" + c).toArray(String[]::new);
        listener = Listener.of(
                options.apply(this, world.watcher(deployments).jitter(0.1).random(random::nextDouble))
                        .build()
                        .watch(deployments.services(names)));
    }

    /** The services that its events name. */
    Flux<ServiceRef> hints(EventDelivery delivery) {
        return Flux.defer(() -> world.ecs.eventBridge(delivery))
                .map(ServiceRef::fromEvent)
                .flatMap(Mono::justOrEmpty)
                .doOnNext(service -> {
                    if (deployedAt.containsKey(newest.get(service))) {
                        hintedAt.putIfAbsent(newest.get(service), world.now());
                    }
                });
    }

    /** ECS's buckets refill by the watcher's time, which doesn't go in steps. */
    private static final class TimeOf extends Clock {
        private final VirtualTimeScheduler[] time;

        TimeOf(VirtualTimeScheduler[] time) {
            this.time = time;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(0, time[0] == null ? 0 : time[0].now(TimeUnit.NANOSECONDS));
        }
    }

    private SimulatedService find(ServiceRef service) {
        return world.ecs.cluster(service.cluster()).service(service.service());
    }

    /** From now on one service after another deploys, at random. */
    void deployEvery(Duration pause, DeploymentScript life) {
        every = pause;
        script = life;
        nextDeployment = world.now();
    }

    /** Deploys there now. */
    void deploy(ServiceRef service, DeploymentScript life) {
        String arn = find(service).deploy(life);
        deployedAt.put(arn, world.now());
        newest.put(service, arn);
    }

    /** Figures are of what happens from now on. */
    void measure() {
        measuredFrom = world.now();
        calls.clear();
        told.clear();
        behindHints.clear();
        lookedAt.clear();
        services.forEach(each -> lookedAt.put(each, measuredFrom));
    }

    void pass(Duration duration) {
        for (Duration left = duration; !left.isZero(); left = left.minus(STEP)) {
            while (every != null && script != null && !world.now().isBefore(nextDeployment)) {
                deploy(services.get(random.nextInt(services.size())), script);
                nextDeployment = nextDeployment.plus(every);
            }
            world.pass(STEP, STEP);
            world.ecs.calls().all().forEach(this::called);
            world.ecs.calls().clear();
            listener.take().forEach(this::hear);
        }
    }

    private void called(Call call) {
        calls.merge(call.operation(), 1, Integer::sum);
        if (call.errorCode().isPresent()) {
            throttled++;
        }
        Stream<String> looked = call.operation() == LIST_SERVICE_DEPLOYMENTS
                ? call.service().stream()
                : call.operation() == DESCRIBE_SERVICES ? call.services().stream() : Stream.empty();
        looked.forEach(name -> lookedAt(new ServiceRef(call.cluster().orElseThrow(), name)));
    }

    private void lookedAt(ServiceRef service) {
        Instant before = lookedAt.put(service, world.now());
        if (before != null && !world.now().isBefore(measuredFrom)) {
            Duration pause = Duration.between(before, world.now());
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
    }

    private void hear(DeploymentEvent event) {
        told.merge(event.getClass(), 1, Integer::sum);
        if (event instanceof Seen seen) {
            Instant at = deployedAt.remove(seen.deployment().serviceDeploymentArn());
            if (at != null && !at.isBefore(measuredFrom)) {
                Duration after = Duration.between(at, world.now());
                latest = after.compareTo(latest) > 0 ? after : latest;
            }
            Instant hinted = hintedAt.remove(seen.deployment().serviceDeploymentArn());
            if (hinted != null) {
                behindHints.add(Duration.between(hinted, world.now()));
            }
        }
    }

    /** How long after the first hint of each deployment that was told, the shortest first. */
    List<Duration> behindHints() {
        return behindHints.stream().sorted().toList();
    }

    /** The longest time in which a service was neither described nor listed, among those that have ended and those that go on. */
    Duration longestWithoutALook() {
        services.forEach(this::lookedAt);
        return longest;
    }

    /** How long after its creation the deployment was told that was told last, among those still to be told as well. */
    Duration latestTold() {
        for (Instant at : deployedAt.values()) {
            Duration sofar = at.isBefore(measuredFrom) ? Duration.ZERO : Duration.between(at, world.now());
            latest = sofar.compareTo(latest) > 0 ? sofar : latest;
        }
        return latest;
    }

    long throttled() {
        return throttled;
    }

    int told(Class<? extends DeploymentEvent> kind) {
        return told.getOrDefault(kind, 0);
    }

    /** Calls a second. */
    double perSecond(Operation... operations) {
        double seconds = Duration.between(measuredFrom, world.now()).toMillis() / 1_000.0;
        return Stream.of(operations)
                        .mapToInt(each -> calls.getOrDefault(each, 0))
                        .sum()
                / seconds;
    }

    /** How many deployments aren't over. */
    long inFlight() {
        return services.stream()
                .map(this::find)
                .flatMap(service -> service.deploymentArns().stream().map(service::status))
                .filter(status -> !status.toString().matches("SUCCESSFUL|STOPPED|ROLLBACK_(SUCCESSFUL|FAILED)"))
                .count();
    }

    @Override
    public void close() {
        listener.cancel();
        world.close();
    }
}
