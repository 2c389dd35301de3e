package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;

import dev.deployflux.quota.QuotaShares.Claim;
import dev.deployflux.quota.QuotaShares.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A bucket of ten permits and ten a second, and a store of shares that answers as told; time moves by hand. */
abstract class SharedQuotaScene {

    final HandScheduler scheduler = new HandScheduler();
    final List<Claim> claims = new ArrayList<>();
    Supplier<Mono<Grant>> store = () -> Mono.just(grant(10, 10));
    final ApiQuota quota = ApiQuota.builder()
            .bucket(SERVICES, 10, 10)
            .scheduler(scheduler)
            .shared(claim -> {
                claims.add(claim);
                return store.get();
            })
            .build();
    final AtomicInteger started = new AtomicInteger();

    static Grant grant(double perSecond, int burst) {
        return grant(perSecond, burst, 0, 10);
    }

    static Grant grant(double perSecond, int burst, double atOnce, double shared) {
        return new Grant(perSecond, burst, atOnce, 0.25, shared, 2, Duration.ofMillis(2_500));
    }

    Disposable call() {
        return call(Mono.just("answer"));
    }

    Disposable call(Mono<String> call) {
        return quota.pace(SERVICES, Mono.defer(() -> {
                    started.incrementAndGet();
                    return call;
                }))
                .subscribe(answer -> {}, error -> {});
    }

    QuotaState state() {
        return quota.state(SERVICES);
    }

    void advance(long millis) {
        scheduler.advance(Duration.ofMillis(millis));
    }

    /** Somebody always waits, so that the bucket stays in use. */
    void keepBusy() {
        for (int i = 0; i < 1_000; i++) {
            call();
        }
    }
}
