package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.paging.Pages;
import io.micrometer.context.ContextRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Reactor's Context reaches every call, as do the thread locals that automatic propagation makes of it. */
class ContextTest {

    private static final String KEY = "trace";
    private static final ThreadLocal<String> TRACE = ThreadLocal.withInitial(() -> "none");

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

    /** Each page is asked for by a thread that knows nothing of the trace, as a subscriber's own threads may. */
    @Test
    void everyCallRunsWithTheThreadLocalsOfItsSubscriber() {
        List<String> seen = new CopyOnWriteArrayList<>();
        ScriptedClient client = ScriptedClient.answering(request -> {
            seen.add(TRACE.get());
            return CompletableFuture.completedFuture(ScriptedClient.page(request, 300));
        });
        BaseSubscriber<ServiceDeploymentBrief> subscriber = new BaseSubscriber<>() {
            @Override
            public Context currentContext() {
                return Context.of(KEY, "abc");
            }

            @Override
            protected void hookOnSubscribe(Subscription subscription) {}
        };
        ServiceDeployments.create(client).list(r -> r.service("web")).subscribe(subscriber);
        TRACE.remove();

        subscriber.request(100);
        subscriber.request(100);
        subscriber.request(100);

        assertThat(seen).containsExactly("abc", "abc", "abc");
        assertThat(TRACE.get()).isEqualTo("none");
    }

    @Test
    void everyPageIsFetchedWithTheContextOfItsSubscriber() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Pages<Integer> pages = Pages.of(
                token -> Mono.deferContextual(context -> {
                    seen.add(context.get(KEY));
                    return Mono.just(token == null ? 1 : 2);
                }),
                page -> page == 1 ? "second" : null);

        pages.pages().contextWrite(context -> context.put(KEY, "abc")).blockLast();

        assertThat(seen).containsExactly("abc", "abc");
    }
}
