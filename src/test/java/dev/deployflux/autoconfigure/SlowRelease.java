package dev.deployflux.autoconfigure;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store of one replica, which takes its time to take a lease back. */
final class SlowRelease {

    private final Mono<Void> taken;
    private final AtomicBoolean released = new AtomicBoolean();

    SlowRelease() {
        this(Mono.delay(Duration.ofMillis(100)).then());
    }

    SlowRelease(Mono<Void> taken) {
        this.taken = taken;
    }

    FeedStore proxy() {
        return (FeedStore) Proxy.newProxyInstance(
                FeedStore.class.getClassLoader(), new Class<?>[] {FeedStore.class}, this::answer);
    }

    boolean released() {
        return released.get();
    }

    private @Nullable Object answer(Object proxy, Method method, Object @Nullable [] given) {
        Object[] arguments = given == null ? new Object[0] : given;
        return switch (method.getName()) {
            case "replica" -> "slow";
            case "claim" ->
                Mono.just(new FeedStore.Lease(
                        String.valueOf(arguments[0]),
                        String.valueOf(arguments[1]),
                        1,
                        true,
                        Duration.ofSeconds(10),
                        null));
            case "renew" -> Mono.just(arguments[0]);
            case "release" -> taken.doOnSuccess(any -> released.set(true));
            case "tail" -> Mono.just(EventId.NONE);
            case "newest", "rows" -> Flux.empty();
            case "readAfter" ->
                Flux.just(new FeedStore.Reading(java.util.List.of(), java.util.List.of(), EventId.NONE))
                        .concatWith(Flux.never());
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            case "toString" -> "a slow store";
            default -> Mono.empty();
        };
    }
}
