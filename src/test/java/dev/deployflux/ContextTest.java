package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** Reactor's Context reaches every call, as do the thread locals that automatic propagation makes of it. */
class ContextTest {

    private static final String KEY = "trace";
    private static final ThreadLocal<String> TRACE = ThreadLocal.withInitial(() -> "none");
    private static final Executor OTHER_THREADS = ForkJoinPool.commonPool();

    @BeforeEach
    void propagateAutomatically() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, TRACE);
        Hooks.enableAutomaticContextPropagation();
    }

    @AfterEach
    void restore() {
        Hooks.disableAutomaticContextPropagation();
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
    }

    @Test
    void everyCallRunsWithTheThreadLocalsOfItsSubscriber() {
        List<String> seen = new CopyOnWriteArrayList<>();
        ScriptedClient client = ScriptedClient.answering(request -> {
            seen.add(TRACE.get());
            return CompletableFuture.supplyAsync(() -> ScriptedClient.page(request, 300), OTHER_THREADS);
        });

        ServiceDeployments.create(client)
                .list(r -> r.service("web"))
                .contextWrite(context -> context.put(KEY, "abc"))
                .blockLast();

        assertThat(seen).containsExactly("abc", "abc", "abc");
    }

    @Test
    void everyPageIsFetchedWithTheContextOfItsSubscriber() {
        List<String> seen = new CopyOnWriteArrayList<>();
        PageSource<Integer> source = new PageSource<>() {
            @Override
            public Mono<Integer> fetch(@Nullable String token) {
                return Mono.deferContextual(context -> {
                    seen.add(context.get(KEY));
                    return Mono.just(token == null ? 1 : 2);
                });
            }

            @Override
            public @Nullable String nextToken(Integer page) {
                return page == 1 ? "second" : null;
            }
        };

        FluxPages.of(source, List::of, null, 1)
                .contextWrite(context -> context.put(KEY, "abc"))
                .blockLast();

        assertThat(seen).containsExactly("abc", "abc");
    }
}
