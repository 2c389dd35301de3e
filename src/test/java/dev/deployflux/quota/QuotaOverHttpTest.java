package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static dev.deployflux.quota.ApiBucket.SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatorClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** The real SDK against a simulator that throttles. */
class QuotaOverHttpTest {

    @Test
    void pacedCallsAreNotThrottled() {
        try (EcsSimulator ecs = EcsSimulator.builder()
                        .throttling(true)
                        .throttlingClock(SimulatorClock.running(Instant.EPOCH, 1))
                        .start();
                EcsAsyncClient client = ecs.clientBuilder()
                        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build()) {
            ecs.cluster("default").service("web").history(1);
            ApiQuota quota = ApiQuota.published();

            assertThat(Flux.range(0, 80)
                            .flatMap(
                                    i -> quota.pace(
                                            SERVICE_DEPLOYMENTS,
                                            Mono.fromFuture(
                                                    () -> client.listServiceDeployments(r -> r.service("web")))),
                                    20)
                            .count()
                            .block(Duration.ofMinutes(1)))
                    .isEqualTo(80);
            assertThat(quota.state(SERVICE_DEPLOYMENTS).permittedPerSecond()).isEqualTo(20);
        }
    }

    @Test
    void aThrottledCallTellsHowOftenTheSdkTried() {
        try (EcsSimulator ecs = EcsSimulator.builder().throttling(true).start();
                EcsAsyncClient client = ecs.clientBuilder()
                        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(3)
                                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                                .build()))
                        .build()) {
            ecs.cluster("default");
            ApiQuota quota = ApiQuota.builder().bucket(SERVICES, 101, 20).build(); // one more than the service has
            Mono<?> call = quota.pace(SERVICES, Mono.fromFuture(() -> client.listServices(r -> {})));
            call.repeat(99).blockLast(Duration.ofMinutes(1));

            StepVerifier.create(call).verifyErrorSatisfies(error -> assertThat(error)
                    .isInstanceOfSatisfying(EcsException.class, throttled -> assertThat(throttled.numAttempts())
                            .isEqualTo(3)));
            assertThat(quota.state(SERVICES).permittedPerSecond()).isEqualTo(14);
            assertThat(ecs.calls().count()).isEqualTo(103);
        }
    }
}
