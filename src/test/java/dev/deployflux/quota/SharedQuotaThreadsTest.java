package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Real threads. */
class SharedQuotaThreadsTest {

    /** BlockHound watches the threads of {@code parallel}, on which subscribers meet at two buckets that share. */
    @Test
    void waitingForAShareBlocksNoThread() {
        MemoryShares memory = new MemoryShares(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        QuotaShares shares = claim -> Mono.defer(() -> memory.claim(claim)).subscribeOn(Schedulers.boundedElastic());
        ApiQuota one =
                ApiQuota.builder().bucket(SERVICES, 100, 10_000).shared(shares).build();
        ApiQuota two =
                ApiQuota.builder().bucket(SERVICES, 100, 10_000).shared(shares).build();

        assertThat(Flux.range(0, 4)
                        .parallel(4)
                        .runOn(Schedulers.parallel())
                        .flatMap(rail -> Flux.range(0, 300)
                                .flatMap(
                                        i -> (rail % 2 == 0 ? one : two)
                                                .pace(SERVICES, Mono.just(1).delayElement(Duration.ofNanos(1))),
                                        16))
                        .sequential()
                        .count()
                        .block(Duration.ofMinutes(1)))
                .isEqualTo(1_200);
        assertThat(one.state(SERVICES).waiting() + two.state(SERVICES).waiting())
                .isZero();
    }
}
