package dev.deployflux.soak;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.LeanAccount;
import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.fixture.SharedServices;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.ServiceFingerprints;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * The heap of a feed, which polls with the detector: for each service that it watches, and for each deployment that is listed in
 * its window. In virtual time, of an account in memory, whose own objects aren't counted.
 *
 * <p>{@code --services=10000}, {@code --deployments=10} of each service.
 */
public final class Footprint {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final int CLUSTERS = 20;
    private static final Duration LIFE = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofSeconds(1);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SharedServices services;
    private final LeanAccount account;

    private Footprint(int services, int deployments) {
        this.services = new SharedServices(CLUSTERS, services / CLUSTERS, START.minus(Duration.ofDays(3)));
        this.account = LeanAccount.patient(this.services, this::now);
        for (int i = 0; i < deployments; i++) {
            for (ServiceRef service : this.services.services()) {
                account.deploy(service, LIFE);
            }
            time.advanceTimeBy(STEP);
        }
        time.advanceTimeBy(LIFE);
    }

    /** The program. */
    public static void main(String[] arguments) {
        LoggingSystem.get(Footprint.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        ProgramOptions options = ProgramOptions.of(arguments, Map.of("--services", 10_000L, "--deployments", 10L));
        int services = Math.toIntExact(options.get("--services"));
        int deployments = Math.toIntExact(options.get("--deployments"));
        new Footprint(CLUSTERS, 1).measure(); // what is made once
        long one = new Footprint(CLUSTERS, 0).measure();
        long idle = new Footprint(services, 0).measure();
        long deployed = new Footprint(services, deployments).measure();
        System.out.println("bytes of heap a service: " + (idle - one) / (services - CLUSTERS));
        System.out.println("bytes of heap a deployment: " + (deployed - idle) / ((long) services * deployments));
        System.exit(0);
    }

    /** What there is more when each service has been listed. */
    private long measure() {
        long before = LiveHeap.bytes();
        AtomicLong passes = new AtomicLong();
        ServiceDeployments deployments = ServiceDeployments.builder(account).build();
        DeploymentFeed feed = DeploymentWatcher.builder(deployments)
                .detector(ServiceFingerprints.create())
                .scheduler(time)
                .clock(this::now)
                .build()
                .feed(deployments.services(services.clusters()));
        feed.events().ofType(DeploymentEvent.PassCompleted.class).subscribe(any -> passes.incrementAndGet());
        while (passes.get() < services.services().size()) {
            time.advanceTimeBy(STEP);
        }
        time.advanceTimeBy(Duration.ofMinutes(2)); // until each has been described
        long after = LiveHeap.bytes();
        feed.dispose();
        time.advanceTimeBy(Duration.ofMinutes(1));
        time.dispose();
        return after - before;
    }

    private Instant now() {
        return START.plusNanos(time.now(TimeUnit.NANOSECONDS));
    }
}
