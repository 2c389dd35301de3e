package dev.deployflux.replicas;

import com.sun.management.OperatingSystemMXBean;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.LeanAccount;
import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.fixture.SharedServices;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.redis.RedisFeedStore;
import dev.deployflux.redis.RedisQuotaShares;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import io.lettuce.core.RedisClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What replicas ask of Redis: commands, bytes and time of its processor, for a replica that only reads, a pass that brings
 * nothing, a deployment, and a share of the quota. Each is the difference between two runs, of one replica or of
 * five, of an account in memory. Needs redis-server.
 *
 * <p>{@code --seconds=15} for each of the eight runs.
 */
public final class RedisLoad {

    private static final int REPLICAS = 5;
    private static final int FEW = 10;
    private static final int MANY = 100;
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(5);
    private static final int DEPLOYMENTS_A_SECOND = 10;
    private static final Duration LIFE = Duration.ofSeconds(2);
    private static final int CLUSTERS = 5;
    private static final long TICK = 20;
    private static final long WARM_UP = 2_000;
    private static final Pattern COMMANDS = Pattern.compile("cmdstat_(?:evalsha|xread|spop):calls=(\\d+)");

    /** What Redis counts, and the CPU of the replicas, in microseconds; the memory is in bytes, as it is. */
    private record Load(double commands, double in, double out, double micros, double ownMicros, long memory) {

        Load minus(Load other) {
            return new Load(
                    commands - other.commands,
                    in - other.in,
                    out - other.out,
                    micros - other.micros,
                    ownMicros - other.ownMicros,
                    memory);
        }

        Load times(double number) {
            return new Load(commands * number, in * number, out * number, micros * number, ownMicros * number, memory);
        }

        Load per(double number) {
            return times(1 / number);
        }

        Load withMemory(long bytes) {
            return new Load(commands, in, out, micros, ownMicros, bytes);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.2f commands, %.0f bytes to Redis, %.0f from it, %.0f us of Redis's CPU, %.0f of this process's",
                    commands,
                    in,
                    out,
                    micros,
                    ownMicros);
        }
    }

    private final RedisServer redis;
    private final Duration each;

    /** Bytes of Redis's answers to what is asked here, which Redis counts, too. */
    private long infos;

    private RedisLoad(RedisServer redis, Duration each) {
        this.redis = redis;
        this.each = each;
    }

    /** The program. */
    public static void main(String[] arguments) {
        LoggingSystem.get(RedisLoad.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        ProgramOptions options = ProgramOptions.of(arguments, Map.of("--seconds", 15L));
        try (RedisServer redis = RedisServer.start()) {
            new RedisLoad(redis, Duration.ofSeconds(options.get("--seconds"))).play();
        }
        System.exit(0);
    }

    private void play() {
        run(REPLICAS, MANY, DEPLOYMENTS_A_SECOND, false); // a warm-up
        Run few = run(1, FEW, 0, false);
        Run fewOfFive = run(REPLICAS, FEW, 0, false);
        Run many = run(1, MANY, 0, false);
        Run manyOfFive = run(REPLICAS, MANY, 0, false);
        Run shares = run(1, MANY, 0, true);
        Run deployments = run(1, MANY, DEPLOYMENTS_A_SECOND, false);
        Run deploymentsOfFive = run(REPLICAS, MANY, DEPLOYMENTS_A_SECOND, false);
        int readers = REPLICAS - 1;
        Load pass = many.load.minus(few.load).per(many.passes - few.passes);
        Load passOfFive = manyOfFive.load.minus(fewOfFive.load).per(manyOfFive.passes - fewOfFive.passes);
        Load poller = few.load.minus(pass.times(few.passes));
        Load five = fewOfFive.load.minus(passOfFive.times(fewOfFive.passes));
        Load deployment = deployments
                .load
                .minus(poller)
                .minus(pass.times(deployments.passes))
                .per(DEPLOYMENTS_A_SECOND);
        Load deploymentOfFive = deploymentsOfFive
                .load
                .minus(five)
                .minus(passOfFive.times(deploymentsOfFive.passes))
                .per(DEPLOYMENTS_A_SECOND);
        say("the one that polls, a second", poller);
        say("another replica, a second", five.minus(poller).per(readers));
        say(
                "shares of the quota, one process and bucket, a second",
                shares.load.minus(poller).minus(pass.times(shares.passes)));
        say("a pass, the one that polls", pass);
        say("a pass, another replica", passOfFive.minus(pass).per(readers));
        say("a deployment, beside its passes, the one that polls", deployment);
        say(
                "a deployment, beside its passes, another replica",
                deploymentOfFive.minus(deployment).per(readers));
        System.out.printf(
                Locale.ROOT,
                "a deployment: %.1f events, %.1f passes%n",
                deployments.events / DEPLOYMENTS_A_SECOND,
                (deployments.passes - many.passes) / DEPLOYMENTS_A_SECOND);
        System.out.printf(
                Locale.ROOT,
                "memory of Redis: %d bytes a service, %d more a deployment, of which the log keeps its last 10,000 events%n",
                (many.load.memory - few.load.memory) / (MANY - FEW),
                (deployments.load.memory - many.load.memory) / deployments.deployed);
    }

    /** What was asked of Redis meanwhile; passes and events a second. */
    private record Run(Load load, double passes, double events, long deployed) {}

    /** Measures when each service has been listed once. */
    private Run run(int replicas, int count, int deploymentsASecond, boolean shared) {
        redis.ask("FLUSHALL");
        long empty = memory();
        SharedServices services =
                new SharedServices(CLUSTERS, count / CLUSTERS, Instant.now().minus(Duration.ofDays(3)));
        LeanAccount account = LeanAccount.patient(services, InstantSource.system());
        RedisClient client = RedisClient.create(redis.uri());
        Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();
        AtomicLong passes = new AtomicLong();
        AtomicLong events = new AtomicLong();
        List<DeploymentFeed> feeds = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            ApiQuota quota = shared
                    ? ApiQuota.builder()
                            .shared(RedisQuotaShares.create(client, "load"))
                            .bucket(ApiBucket.SERVICE_DEPLOYMENTS, 10_000, 10_000)
                            .build()
                    : ApiQuota.unlimited();
            DeploymentFeed feed = DeploymentWatcher.builder(
                            ServiceDeployments.builder(account).quota(quota).build())
                    .interval(Duration.ofSeconds(1))
                    .idleInterval(IDLE_INTERVAL)
                    .hints(hints.asFlux())
                    .listener(event ->
                            (event instanceof DeploymentEvent.PassCompleted ? passes : events).incrementAndGet())
                    .build()
                    .feed(
                            Flux.fromIterable(services.services()),
                            RedisFeedStore.create(client, "load").withReplica("replica-" + i));
            feeds.add(feed);
            feed.events().subscribe();
            while (i == 0 && passes.get() < count) {
                Pause.millis(TICK);
            }
        }
        Pause.millis(WARM_UP);
        double seconds = each.toMillis() / 1_000.0;
        long passesBefore = passes.get();
        long eventsBefore = events.get();
        Load before = load();
        long deployed = deploy(account, services, hints, deploymentsASecond);
        Load after = load();
        Run run = new Run(
                after.minus(before).per(seconds).withMemory(memory() - empty),
                (passes.get() - passesBefore) / seconds,
                (events.get() - eventsBefore) / seconds,
                deployed);
        Flux.fromIterable(feeds).flatMap(DeploymentFeed::disposeLater).blockLast(Duration.ofSeconds(10));
        client.shutdown(0, 1, TimeUnit.SECONDS);
        return run;
    }

    /** Until the time is over. */
    private long deploy(LeanAccount account, SharedServices services, Sinks.Many<ServiceRef> hints, int aSecond) {
        long begun = System.nanoTime();
        long deployed = 0;
        Deque<Hint> later = new ArrayDeque<>();
        for (long now = begun; now - begun < each.toNanos(); now = System.nanoTime()) {
            for (; deployed < (now - begun) * aSecond / 1e9; deployed++) {
                ServiceRef service = services.services()
                        .get((int) (deployed % services.services().size()));
                account.deploy(service, LIFE);
                hints.tryEmitNext(service).orThrow();
                later.add(new Hint(service, now + LIFE.toNanos()));
            }
            while (!later.isEmpty() && later.element().at <= now) {
                hints.tryEmitNext(later.remove().service).orThrow();
            }
            Pause.millis(TICK);
        }
        return deployed;
    }

    /** That its deployment is over. */
    private record Hint(ServiceRef service, long at) {}

    private Load load() {
        String all = String.valueOf(redis.ask("INFO", "all"));
        long commands = COMMANDS.matcher(all)
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .sum();
        double micros = 1e6 * (number(all, "used_cpu_user") + number(all, "used_cpu_sys"));
        long own = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        infos += all.length();
        return new Load(
                commands,
                number(all, "total_net_input_bytes"),
                number(all, "total_net_output_bytes") + all.length() - infos,
                micros,
                own / 1e3,
                0);
    }

    private long memory() {
        String all = String.valueOf(redis.ask("INFO", "memory"));
        infos += all.length();
        return (long) number(all, "used_memory");
    }

    private static double number(String info, String name) {
        MatchResult line = Pattern.compile("(?m)^" + name + ":([0-9.]+)")
                .matcher(info)
                .results()
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.group(1));
    }

    private static void say(String what, Load load) {
        System.out.println(what + ": " + load);
    }
}
