package dev.deployflux.replicas;

import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.quota.QuotaState;
import dev.deployflux.redis.RedisQuotaShares;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * A process of {@link QuotaProof}: so many callers list one service's deployments for ever, with a pause between two calls. Tells
 * ten times a second what it may do. Ends with its standard input, which ends with the process that started it.
 *
 * <p>Arguments: the simulator's address, Redis's, the service, callers, pause in milliseconds.
 */
public final class QuotaReplica {

    private QuotaReplica() {}

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        ApiQuota quota = ApiQuota.builder()
                .shared(RedisQuotaShares.create(RedisClient.create(arguments[1]), "proof"))
                .build();
        EcsAsyncClient client = EcsAsyncClient.builder()
                .endpointOverride(URI.create(arguments[0]))
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        AtomicInteger answers = new AtomicInteger();
        AtomicInteger throttled = new AtomicInteger();
        Duration pause = Duration.ofMillis(Long.parseLong(arguments[4]));
        Mono<Void> call = quota.pace(
                        ApiBucket.SERVICE_DEPLOYMENTS,
                        Mono.fromFuture(() -> client.listServiceDeployments(r -> r.service(arguments[2]))))
                .doOnNext(answer -> answers.incrementAndGet())
                .onErrorResume(AwsServiceException.class, error -> {
                    throttled.incrementAndGet();
                    return Mono.empty();
                })
                .then(Mono.delay(pause).then());
        Flux.range(0, Integer.parseInt(arguments[3]))
                .flatMap(caller -> call.repeat(), 100)
                .subscribeOn(Schedulers.parallel())
                .subscribe();
        Flux.interval(Duration.ofMillis(100)).onBackpressureDrop().subscribe(tick -> {
            QuotaState state = quota.state(ApiBucket.SERVICE_DEPLOYMENTS);
            System.out.printf(
                    Locale.ROOT,
                    QuotaProcess.PREFIX + "%.3f %d %b %d %d%n",
                    state.permittedPerSecond(),
                    state.members(),
                    state.storeAway(),
                    answers.get(),
                    throttled.get());
        });
        while (System.in.read() >= 0) {
            // until whoever started it has ended
        }
        System.exit(0);
    }
}
