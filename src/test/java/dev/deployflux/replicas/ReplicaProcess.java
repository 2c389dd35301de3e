package dev.deployflux.replicas;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.redis.RedisFeedStore;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.EventText;
import dev.deployflux.watch.FeedEntry;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * One replica of an application. It does what it is told in lines, {@code listen 7 5f3a-12}, {@code leave 7}, {@code consume},
 * {@code ack 3}, and tells what its feed tells it in lines, each of which ends with {@link #WHOLE}. It ends with its parent, and
 * in an orderly way by SIGTERM.
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

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int RATE = 10;
    private static final int ATTEMPTS = 10;

    private final DeploymentFeed feed;
    private final PrintStream out;
    private final Map<String, Disposable> visits = new ConcurrentHashMap<>();
    private final Map<String, MonoSink<Void>> unacknowledged = new ConcurrentHashMap<>();
    private final AtomicLong handed = new AtomicLong();

    private ReplicaProcess(DeploymentFeed feed, PrintStream out) {
        this.feed = feed;
        this.out = out;
    }

    /** Its name, ECS's address, and Redis's port. */
    public static void main(String[] arguments) throws IOException {
        LoggingSystem.get(ReplicaProcess.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        String name = arguments[0];
        ServiceDeployments deployments = deployments(name, URI.create(arguments[1]));
        deployments
                .clusters()
                .retry(ATTEMPTS)
                .blockLast(); // as an application that has been in use: a first call takes the SDK a second
        RedisClient redis = RedisClient.create(RedisURI.create("127.0.0.1", Integer.parseInt(arguments[2])));
        DeploymentFeed feed = watcher(deployments)
                .feed(
                        deployments.services(CLUSTER),
                        RedisFeedStore.create(redis, SCOPE).withReplica(name));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> feed.disposeLater().block(LAST_WORDS)));
        ReplicaProcess replica = new ReplicaProcess(feed, out);
        replica.say("up");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            replica.obey(line.split(" "));
        }
        Runtime.getRuntime().halt(0); // its parent is gone
    }

    private static ServiceDeployments deployments(String name, URI ecs) {
        EcsAsyncClient client = EcsAsyncClient.builder()
                .endpointOverride(ecs)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
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
    private static DeploymentWatcher watcher(ServiceDeployments deployments) {
        return DeploymentWatcher.builder(deployments)
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
        switch (words[0]) {
            case "listen" -> visits.put(words[1], listen(words[1], words[2]));
            case "leave" -> {
                Disposable visit = visits.remove(words[1]);
                if (visit != null) {
                    visit.dispose();
                }
            }
            case "consume" -> feed.consume(CONSUMER, this::hand);
            case "ack" -> {
                MonoSink<Void> waiting = unacknowledged.remove(words[1]);
                if (waiting != null) {
                    waiting.success();
                }
            }
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
    }

    private Disposable listen(String visit, String last) {
        Flux<FeedEntry> entries = last.equals("-") ? feed.entries() : feed.entriesAfter(EventId.parse(last));
        return entries.subscribe(
                entry -> say("entry", visit, entry.id().toString(), kind(entry.event()), text(entry.event())),
                error -> say("failed", visit, error.toString()),
                () -> say("completed", visit));
    }

    private Mono<Void> hand(DeploymentEvent event) {
        String number = String.valueOf(handed.incrementAndGet());
        return Mono.<Void>create(sink -> {
                    unacknowledged.put(number, sink);
                    say("consumed", number, kind(event), text(event));
                })
                .doFinally(end -> unacknowledged.remove(number));
    }

    private static String kind(DeploymentEvent event) {
        return event.getClass().getSimpleName();
    }

    /** What concerns one subscriber alone is in no log, and has no text. */
    private static String text(DeploymentEvent event) {
        return Tale.NOTICES.contains(event.getClass()) ? "-" : EventText.write(event);
    }

    private synchronized void say(String... words) {
        out.println(String.join("\t", words).replace('\n', ' ') + WHOLE);
        out.flush();
    }
}
