package dev.deployflux.soak;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.EventDelivery;
import dev.deployflux.simulator.SimulatorClock;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.HasteEvents;
import dev.deployflux.watch.ServiceFingerprints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * Watches 1,000 services of four clusters with the detector and with hints, over real HTTP and in real time, against a server
 * that throttles as ECS does, while one in a hundred deploys. Exits with 0 only if each service was looked at in time, no call
 * was throttled, and each deployment was told in time: soon after its hint, or by the detector where all its events were lost.
 *
 * <p>{@code --seconds=180} is how long, after each service has been listed once, which takes a minute; {@code --events=100} is
 * how many events DescribeServices tells of each service.
 */
public final class ManyServices {

    private static final int SERVICES_EACH = 250;
    private static final String[] CLUSTERS = {"cluster-0", "cluster-1", "cluster-2", "cluster-3"};
    private static final int ALL = CLUSTERS.length * SERVICES_EACH;
    private static final long DEFAULT_SECONDS = 180;
    private static final long DEFAULT_EVENTS = 100;

    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration FIRST_LOOKS = Duration.ofMinutes(2);

    /** Ten are in flight at any time. */
    private static final Duration LIFE = Duration.ofSeconds(20);

    private static final Duration BETWEEN_DEPLOYMENTS = Duration.ofSeconds(2);

    /** Of a deployment's three events all three are lost a third of the time. */
    private static final EventDelivery DELIVERY = EventDelivery.prompt().lost(0.7);

    private final Tally tally = new Tally();
    private final Set<ServiceRef> listed = ConcurrentHashMap.newKeySet();
    private final HintedDeployments deployed;
    private final ObservedCalls calls;

    private ManyServices(EcsSimulator ecs, List<ServiceRef> services) {
        this.deployed = new HintedDeployments(ecs, services);
        this.calls = new ObservedCalls(ecs.calls(), services);
    }

    /** The program. */
    public static void main(String[] arguments) {
        LoggingSystem.get(ManyServices.class.getClassLoader()).setLogLevel("ROOT", LogLevel.WARN);
        ProgramOptions options =
                ProgramOptions.of(arguments, Map.of("--seconds", DEFAULT_SECONDS, "--events", DEFAULT_EVENTS));
        boolean good;
        try (EcsSimulator ecs = EcsSimulator.builder()
                .clock(SimulatorClock.system())
                .throttling(true)
                .eventsPerService(Math.toIntExact(options.get("--events")))
                .start()) {
            List<ServiceRef> services = new ArrayList<>();
            for (String cluster : CLUSTERS) {
                for (int i = 0; i < SERVICES_EACH; i++) {
                    ecs.cluster(cluster).service("service-" + i).history(1, Duration.ofDays(3));
                    services.add(new ServiceRef(cluster, "service-" + i));
                }
            }
            good = new ManyServices(ecs, services).play(ecs, Duration.ofSeconds(options.get("--seconds")));
        }
        System.out.println(good ? "Each looked at and told in time." : "FAILED.");
        System.exit(good ? 0 : 1);
    }

    private boolean play(EcsSimulator ecs, Duration duration) {
        EcsAsyncClient client = ecs.clientBuilder()
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
        ServiceDeployments deployments =
                ServiceDeployments.builder(client).quota(ApiQuota.published()).build();
        Flux<ServiceRef> hints = ecs.eventBridge(DELIVERY)
                .map(ServiceRef::fromEvent)
                .flatMap(Mono::justOrEmpty)
                .doOnNext(deployed::hinted);
        Disposable watch = DeploymentWatcher.builder(deployments)
                .idleInterval(IDLE_INTERVAL)
                .detector(ServiceFingerprints.create())
                .hints(hints)
                .build()
                .watch(deployments.services(CLUSTERS))
                .subscribe(this::hear, error -> tally.violation("the watch has ended: " + error));
        boolean started = steps(FIRST_LOOKS, () -> listed.size() < ALL, () -> {});
        if (!started) {
            tally.violation("only " + listed.size() + " services were listed within " + FIRST_LOOKS.toSeconds() + " s");
        }
        System.out.println("Each service has been listed: from now on " + duration.toSeconds() + " seconds.");
        calls.measure();
        steps(duration, () -> true, () -> {
            deployed.deployEvery(BETWEEN_DEPLOYMENTS, DeploymentScript.successful(LIFE));
            calls.look();
        });
        calls.judge(tally);
        deployed.judge(tally);
        watch.dispose();
        client.close();
        System.out.print(tally);
        return tally.isClean();
    }

    private void hear(DeploymentEvent event) {
        if (event instanceof PassCompleted pass) {
            listed.add(pass.service());
        } else if (event instanceof Seen seen) {
            deployed.told(seen.service());
        } else if (event instanceof DeploymentEvent.ServiceFailing
                || event instanceof DeploymentEvent.LookupFailing
                || event instanceof HasteEvents.OfHaste) {
            tally.violation("was told: " + event);
        }
    }

    /** Returns whether the condition ended before the time did. */
    private static boolean steps(Duration duration, BooleanSupplier goesOn, Runnable step) {
        long last = duration.dividedBy(STEP);
        Long ended = Flux.interval(STEP)
                .onBackpressureDrop()
                .publishOn(Schedulers.single(), 1)
                .doOnNext(tick -> step.run())
                .filter(tick -> tick >= last || !goesOn.getAsBoolean())
                .blockFirst();
        return ended != null && ended < last;
    }
}
