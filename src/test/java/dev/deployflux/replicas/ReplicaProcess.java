package dev.deployflux.replicas;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.redis.RedisFeedStore;
import dev.deployflux.soak.Resources;
import dev.deployflux.soak.ShortLivedElastic;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.ServiceFingerprints;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * One replica of an application. It does what it is told in lines, {@code listen 7 5f3a-12}, {@code leave 7}, {@code consume},
 * {@code ack 3}, {@code hint {...}}, {@code clock 2 -180000}, {@code ready}, {@code resources}, and tells what its feed tells it in
 * lines, each of which ends with {@link #WHOLE}. Its streams are at a port of its own. It ends with its parent, and in an orderly way
 * by SIGTERM.
 */
final class ReplicaProcess {

    /** Ends each line: a process that is killed may have begun one. */
    static final String WHOLE = "\t.";

    static final String HEADER = "x-replica";
    static final String SCOPE = "proof";
    static final String CLUSTER = "prod";
    static final String CONSUMER = "ledger";
    static final Duration SINCE = Duration.ofHours(1);
    static final Duration OVERLAP = Duration.ofSeconds(30);

    /** So long a deployment may go unnoticed that the detector sees nothing of. */
    static final Duration LIST_EVERY = Duration.ofSeconds(5);

    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(5);
    private static final int RATE = 10;
    private static final int LOG_LENGTH = 200_000; // what has been cut off the log can't be judged
    private static final int ATTEMPTS = 10;

    private final DeploymentFeed feed;
    private final ReplicaServer server;
    private final SteppedClock clock;
    private final Sinks.Many<ServiceRef> hints;
    private final PrintStream out;
    private @Nullable Disposable consumer;
    private final Map<String, Disposable> visits = new ConcurrentHashMap<>();
    private final Map<String, MonoSink<Void>> unacknowledged = new ConcurrentHashMap<>();
    private final AtomicLong handed = new AtomicLong();

    private ReplicaProcess(
            DeploymentFeed feed,
            ReplicaServer server,
            SteppedClock clock,
            Sinks.Many<ServiceRef> hints,
            PrintStream out) {
        this.feed = feed;
        this.server = server;
        this.clock = clock;
        this.hints = hints;
        this.out = out;
    }

    /** Its name, ECS's address, Redis's port, and the port of its streams. */
    public static void main(String[] arguments) throws IOException {
        LoggingSystem.get(ReplicaProcess.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        Schedulers.setFactory(new ShortLivedElastic());
        String name = arguments[0];
        ServiceDeployments deployments = deployments(name, URI.create(arguments[1]));
        deployments
                .clusters()
                .retry(ATTEMPTS)
                .blockLast(); // as an application that has been in use: a first call takes the SDK a second
        RedisClient redis = RedisClient.create(RedisURI.create("127.0.0.1", Integer.parseInt(arguments[2])));
        SteppedClock clock = new SteppedClock();
        Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();
        DeploymentFeed feed = watcher(deployments, clock, hints.asFlux())
                .feed(
                        deployments.services(CLUSTER),
                        RedisFeedStore.create(redis, SCOPE).withReplica(name).withLogLength(LOG_LENGTH));
        ReplicaServer server = new ReplicaServer(name, Integer.parseInt(arguments[3]), feed);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.end();
            feed.disposeLater().block(LAST_WORDS);
        }));
        ReplicaProcess replica = new ReplicaProcess(feed, server, clock, hints, out);
        replica.say("up");
        Pulse.begin(stalled -> replica.say("stalled", String.valueOf(stalled.toMillis())));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            replica.obey(line.split(" ", 2));
        }
        Runtime.getRuntime().halt(0); // its parent is gone
    }

    private static ServiceDeployments deployments(String name, URI ecs) {
        EcsAsyncClient client = EcsAsyncClient.builder()
                .endpointOverride(ecs)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().connectionMaxIdleTime(IDLE_CONNECTION))
                .overrideConfiguration(
                        options -> options.putHeader(HEADER, name).apiCallAttemptTimeout(ATTEMPT_TIMEOUT))
                .build();
        ApiQuota.Builder quota = ApiQuota.builder();
        for (ApiBucket bucket : ApiBucket.values()) {
            quota.bucket(bucket, bucket.burst(), RATE * bucket.perSecond());
        }
        return ServiceDeployments.builder(client).quota(quota.build()).build();
    }

    /** As impatient as a day in a minute has to be. */
    private static DeploymentWatcher watcher(
            ServiceDeployments deployments, InstantSource clock, Flux<ServiceRef> hints) {
        return DeploymentWatcher.builder(deployments)
                .clock(clock)
                .hints(hints)
                .detector(ServiceFingerprints.create().listEvery(LIST_EVERY))
                .grace(GRACE)
                .interval(Duration.ofMillis(500))
                .idleInterval(Duration.ofSeconds(1))
                .lookupInterval(Duration.ofSeconds(5))
                .backoff(Duration.ofMillis(200), Duration.ofSeconds(2))
                .callTimeout(Duration.ofSeconds(10))
                .since(SINCE)
                .overlap(OVERLAP)
                .build();
    }

    private void obey(String[] words) {
        String rest = words.length > 1 ? words[1] : "";
        String[] more = rest.split(" ", 2);
        switch (words[0]) {
            case "listen" -> visits.put(more[0], listen(more[0], more[1]));
            case "leave" -> dispose(visits.remove(rest));
            case "consume" -> consumer = feed.consume(CONSUMER, this::hand);
            case "stop-consuming" -> dispose(consumer);
            case "ack" -> {
                MonoSink<Void> waiting = unacknowledged.remove(rest);
                if (waiting != null) {
                    waiting.success();
                }
            }
            case "hint" -> ServiceRef.fromEvent(rest).ifPresent(hints::tryEmitNext);
            case "clock" -> clock.set(Integer.parseInt(more[0]), Duration.ofMillis(Long.parseLong(more[1])));
            case "ready" -> server.ready();
            case "resources" -> measure(more);
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
    }

    private static void dispose(@Nullable Disposable running) {
        if (running != null) {
            running.dispose();
        }
    }

    /** Tells what it holds when it has nothing to do; or when that is no more than before, if it is told what that was. */
    private void measure(String[] before) {
        Predicate<Resources> isGood = before.length < 2
                ? Resources::isIdle
                : now -> ResourcesJudge.beyond(Resources.ofLine(before[1]), now, Long.parseLong(before[0]))
                        .isEmpty();
        Thread measuring =
                new Thread(() -> say("resources", Resources.settled(isGood).toLine()), "resources");
        measuring.setDaemon(true);
        measuring.start();
    }

    private Disposable listen(String visit, String last) {
        Flux<FeedEntry> entries = last.equals("-") ? feed.entries() : feed.entriesAfter(EventId.parse(last));
        return entries.subscribe(
                entry -> say("entry", visit, entry.id().toString(), kind(entry.event()), Tale.text(entry.event())),
                error -> say("failed", visit, error.toString()),
                () -> say("completed", visit));
    }

    private Mono<Void> hand(DeploymentEvent event) {
        String number = String.valueOf(handed.incrementAndGet());
        return Mono.<Void>create(sink -> {
                    unacknowledged.put(number, sink);
                    say("consumed", number, kind(event), Tale.text(event));
                })
                .doFinally(end -> unacknowledged.remove(number));
    }

    private static String kind(DeploymentEvent event) {
        return event.getClass().getSimpleName();
    }

    private synchronized void say(String... words) {
        out.println(String.join("\t", words).replace('\n', ' ') + WHOLE);
        out.flush();
    }
}
