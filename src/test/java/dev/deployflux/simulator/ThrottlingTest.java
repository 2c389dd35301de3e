package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;

class ThrottlingTest {

    private final EcsSimulator ecs = EcsSimulator.builder().throttling(true).start();
    private final EcsAsyncClient once = ecs.clientBuilder()
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private final SimulatedService web = ecs.cluster("default").service("web");

    @AfterEach
    void close() {
        once.close();
        ecs.close();
    }

    @Test
    void serviceDeploymentsHaveABurstOfFiftyAndTwentyASecond() {
        String arn = web.history(1).get(0);

        assertThat(admitted(() -> once.listServiceDeployments(r -> r.service("web"))))
                .isEqualTo(50);
        assertThat(admitted(() -> once.describeServiceDeployments(r -> r.serviceDeploymentArns(arn))))
                .isZero();
        ecs.clock().advance(Duration.ofSeconds(1));
        assertThat(admitted(() -> once.describeServiceDeployments(r -> r.serviceDeploymentArns(arn))))
                .isEqualTo(20);
        ecs.clock().advance(Duration.ofMillis(50));
        assertThat(admitted(() -> once.listServiceDeployments(r -> r.service("web"))))
                .isEqualTo(1);
    }

    @Test
    void servicesHaveABurstOfOneHundredOfTheirOwn() {
        assertThat(admitted(() -> once.listServices(r -> {}))).isEqualTo(100);
        assertThat(admitted(() -> once.describeServices(r -> r.services("web"))))
                .isZero();
        assertThat(admitted(once::listClusters)).isEqualTo(50);
        assertThat(admitted(() -> once.describeServiceRevisions(r -> r.serviceRevisionArns("any"))))
                .isEqualTo(50);
        ecs.clock().advance(Duration.ofDays(1));
        assertThat(admitted(() -> once.listServices(r -> {}))).isEqualTo(100);
    }

    @Test
    void stopsAndContinuesShareABurstOfFiftyAndFiveASecond() {
        TokenBucket stops = bucket(ecs.clock(), ThrottleBucket.of(Operation.STOP_SERVICE_DEPLOYMENT));
        assertThat(ThrottleBucket.of(Operation.CONTINUE_SERVICE_DEPLOYMENT))
                .isEqualTo(ThrottleBucket.of(Operation.STOP_SERVICE_DEPLOYMENT));
        for (int i = 0; i < 50; i++) {
            assertThat(stops.tryTake()).isTrue();
        }
        ecs.clock().advance(Duration.ofMillis(199));
        assertThat(stops.tryTake()).isFalse();
        ecs.clock().advance(Duration.ofMillis(1));
        assertThat(stops.tryTake()).isTrue();
        assertThat(stops.tryTake()).isFalse();
    }

    @Test
    void bucketsMayHaveATimeOfTheirOwn() {
        SimulatorClock other = SimulatorClock.held(ecs.clock().instant());
        try (EcsSimulator own = EcsSimulator.builder()
                        .throttling(true)
                        .throttlingClock(other)
                        .start();
                EcsAsyncClient client = own.clientBuilder()
                        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build()) {
            assertThat(admitted(client::listClusters)).isEqualTo(50);
            own.clock().advance(Duration.ofHours(1));
            assertThat(admitted(client::listClusters)).isZero();
            other.advance(Duration.ofSeconds(1));
            assertThat(admitted(client::listClusters)).isEqualTo(20);
        }
    }

    @Test
    void throttlingIsOffByDefault() {
        try (EcsSimulator free = EcsSimulator.start()) {
            for (int i = 0; i < 60; i++) {
                free.client().listClusters().join();
            }
            assertThat(free.calls().count()).isEqualTo(60);
        }
    }

    private static TokenBucket bucket(Clock clock, ThrottleBucket bucket) {
        return new TokenBucket(clock, bucket.burst(), bucket.perSecond());
    }

    /** Calls until the first refusal, which must be a throttling one. */
    private static int admitted(Supplier<? extends CompletableFuture<?>> call) {
        for (int admitted = 0; admitted < 200; admitted++) {
            try {
                call.get().join();
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOfSatisfying(EcsException.class, error -> {
                    assertThat(error.isThrottlingException()).isTrue();
                    assertThat(error.statusCode()).isEqualTo(400);
                });
                return admitted;
            }
        }
        throw new AssertionError("Nothing was refused");
    }
}
