package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.LeanAccount;
import dev.deployflux.fixture.SharedServices;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Accounts of the same services, every one watched under a published quota of its own, all in one process and in one virtual
 * time. One service in a hundred deploys at any moment, for five minutes.
 */
final class ManyAccounts implements AutoCloseable {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration LIFE = Duration.ofMinutes(5);

    /** So many have one that deploys. */
    private static final int SERVICES_PER_DEPLOYMENT = 100;

    /** Each service has been listed once by then, 20 a second, and as many deployments have ended as have begun. */
    private static final Duration FIRST_LOOKS = Duration.ofMinutes(11);

    /** EventBridge tells within seconds. */
    private static final Duration HINTED_AFTER = Duration.ofSeconds(2);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SharedServices services;
    private final Duration betweenDeployments;
    private final List<Watched> accounts = new ArrayList<>();
    private Instant measuredFrom = Instant.MAX;

    /** One of them, and what its watch has told. */
    final class Watched {
        private final boolean hinted;
        private final LeanAccount account = new LeanAccount(services, ManyAccounts.this::now);
        private final Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();
        private final Map<String, Instant> untold = new HashMap<>();
        private final Random random;
        private final Disposable watch;
        private Instant next;
        private Duration latest = Duration.ZERO;
        private int fellBehind;
        private long deploymentCalls;
        private long serviceCalls;

        private Watched(int number, boolean hinted) {
            this.hinted = hinted;
            random = new Random(number);
            next = START.plus(
                    betweenDeployments.multipliedBy(random.nextInt(100)).dividedBy(100));
            ServiceDeployments deployments = ServiceDeployments.builder(account)
                    .quota(ApiQuota.builder().scheduler(time).build())
                    .build();
            UnaryOperator<DeploymentWatcherBuilder> haste =
                    hinted ? w -> w.hints(hints.asFlux()).idleInterval(Duration.ofMinutes(10)) : w -> w;
            watch = haste.apply(DeploymentWatcher.builder(deployments)
                            .detector(ServiceFingerprints.create())
                            .scheduler(time)
                            .clock(ManyAccounts.this::now)
                            .random(random::nextDouble))
                    .build()
                    .watch(deployments.services(services.clusters()))
                    .subscribe(this::hear);
        }

        private void deploy() {
            for (; !now().isBefore(next); next = next.plus(betweenDeployments)) {
                ServiceRef service = services.services()
                        .get(random.nextInt(services.services().size()));
                untold.put(account.deploy(service, LIFE), now());
                hint(service, HINTED_AFTER);
                hint(service, LIFE.plus(HINTED_AFTER));
            }
        }

        private void hint(ServiceRef service, Duration later) {
            if (hinted) {
                time.schedule(() -> hints.tryEmitNext(service), later.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void hear(DeploymentEvent event) {
            if (event instanceof Seen seen) {
                Instant at = untold.remove(seen.deployment().serviceDeploymentArn());
                if (at != null && !at.isBefore(measuredFrom)) {
                    late(Duration.between(at, now()));
                }
            } else if (event instanceof FellBehind && !now().isBefore(measuredFrom)) {
                fellBehind++;
            }
        }

        private void late(Duration after) {
            latest = after.compareTo(latest) > 0 ? after : latest;
        }

        private void measure() {
            deploymentCalls = account.calls(ApiBucket.SERVICE_DEPLOYMENTS);
            serviceCalls = account.calls(ApiBucket.SERVICES);
        }

        /** Lists and descriptions of deployments, or descriptions and lists of services; calls a second. */
        double perSecond(ApiBucket bucket) {
            long before = bucket == ApiBucket.SERVICES ? serviceCalls : deploymentCalls;
            return (account.calls(bucket) - before)
                    * 1_000.0
                    / Duration.between(measuredFrom, now()).toMillis();
        }

        /** How long after its creation the deployment was told that was told last, among those still to be told as well. */
        Duration latestTold() {
            untold.values().stream()
                    .filter(at -> !at.isBefore(measuredFrom))
                    .forEach(at -> late(Duration.between(at, now())));
            return latest;
        }

        boolean isHinted() {
            return hinted;
        }

        long throttled() {
            return account.throttled();
        }

        int fellBehind() {
            return fellBehind;
        }
    }

    /** Their numbers are from one to the other; the watch of the {@code hinted} one gets hints, too. */
    ManyAccounts(SharedServices services, int from, int to, int hinted) {
        this.services = services;
        this.betweenDeployments = LIFE.multipliedBy(SERVICES_PER_DEPLOYMENT)
                .dividedBy(services.services().size());
        for (int i = from; i <= to; i++) {
            accounts.add(new Watched(i, i == hinted));
        }
    }

    /** Services of such accounts. */
    static SharedServices services(int clusters, int each) {
        return new SharedServices(clusters, each, START.minus(Duration.ofDays(3)));
    }

    /** How long it is watched in all. */
    static long minutes(Duration measured) {
        return FIRST_LOOKS.plus(measured).toMinutes();
    }

    private Instant now() {
        return START.plusNanos(time.now(TimeUnit.NANOSECONDS));
    }

    /** Watches until nothing is left of the beginning, and measures what happens in that time from then on. */
    ManyAccounts play(Duration measured) {
        pass(FIRST_LOOKS);
        measuredFrom = now();
        accounts.forEach(Watched::measure);
        pass(measured);
        return this;
    }

    private void pass(Duration duration) {
        for (Duration left = duration; !left.isZero(); left = left.minus(STEP)) {
            accounts.forEach(Watched::deploy);
            time.advanceTimeBy(STEP);
        }
    }

    List<Watched> accounts() {
        return accounts;
    }

    @Override
    public void close() {
        accounts.forEach(each -> each.watch.dispose());
        time.dispose();
    }
}
