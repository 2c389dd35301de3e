package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What becomes of rows and buffers when a body isn't written to its end, by a server that takes 32 ahead. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbandonedBodyTest {

    private static final String LIST = "/clusters/prod/services/web/deployments";

    private final SseServer server = new SseServer();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

    @AfterEach
    void stop() {
        server.close();
    }

    /** Takes one buffer after the other, up to a number, and none before it is told to. */
    private static final class Connection extends BaseSubscriber<DataBuffer> {
        private final List<Integer> sizes = new ArrayList<>();
        private final Sinks.Empty<Void> ready = Sinks.empty();
        private final Sinks.Empty<Void> over = Sinks.empty();
        private final int most;

        Connection(int most) {
            this.most = most;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            ready.tryEmitEmpty();
        }

        @Override
        protected void hookOnNext(DataBuffer buffer) {
            sizes.add(buffer.readableByteCount());
            DataBufferUtils.release(buffer);
            if (sizes.size() == most) {
                cancel();
                over.tryEmitEmpty();
            }
        }

        @Override
        protected void hookOnComplete() {
            over.tryEmitEmpty();
        }

        @Override
        protected void hookOnError(Throwable error) {
            over.tryEmitError(error);
        }
    }

    /** As Reactor Netty does it, which the response of Spring's tests doesn't. */
    private static final class TakingAhead extends ServerHttpResponseDecorator {

        private static final int GROUPS = 32;

        TakingAhead(ServerHttpResponse response) {
            super(response);
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return writeWith(Flux.from(body).concatMap(Flux::from, GROUPS));
        }
    }

    /** Returns what the connection got, once it is over. */
    private Connection get(RouterFunction<ServerResponse> routes, String path, int most) {
        Connection connection = new Connection(most);
        MockServerHttpResponse response = new MockServerHttpResponse(new NettyDataBufferFactory(allocator));
        response.setWriteHandler(body -> {
            body.subscribe(connection);
            return connection.over.asMono();
        });
        Mono<Void> answer = RouterFunctions.toHttpHandler(routes)
                .handle(MockServerHttpRequest.get(path).build(), new TakingAhead(response))
                .onErrorComplete()
                .cache();
        answer.subscribe();
        connection.ready.asMono().block();
        for (int i = 0; i < most; i++) {
            connection.request(1);
        }
        answer.block();
        return connection;
    }

    private long allocated() {
        return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    }

    @Test
    void rowsThatCameBeforeAnErrorAreSentBeforeItEndsTheList() {
        Connection connection = get(DeploymentRoutes.lists(ServiceDeployments.create(new OnePage())), LIST, 1_000);

        assertThat(connection.sizes).hasSize(OnePage.ROWS);
        assertThat(connection.over.scan(Scannable.Attr.ERROR)).isInstanceOf(AccessDeniedException.class);
        assertThat(allocated()).isZero();
    }

    /** Answers at once, so that the error is there while rows wait for the connection. */
    private static final class OnePage implements EcsAsyncClient {
        private static final int ROWS = 10;

        @Override
        public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
                ListServiceDeploymentsRequest request) {
            if (request.nextToken() != null) {
                return CompletableFuture.failedFuture(
                        AccessDeniedException.builder().build());
            }
            return CompletableFuture.completedFuture(ListServiceDeploymentsResponse.builder()
                    .nextToken("more")
                    .serviceDeployments(Collections.nCopies(
                            ROWS, ServiceDeploymentBrief.builder().build()))
                    .build());
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @Test
    void anErrorBeforeTheFirstRowIsStillAnswered() {
        server.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.throttled()).always());

        MockServerHttpResponse response = new MockServerHttpResponse();
        RouterFunctions.toHttpHandler(server.routes)
                .handle(MockServerHttpRequest.get(LIST).build(), response)
                .block();

        assertThat(response.getStatusCode()).isNotNull().satisfies(code -> assertThat(code.value())
                .isEqualTo(503));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50, 101})
    void noBufferIsLostWithAClientThatLeavesAList(int rows) {
        server.service("prod").history(350);

        assertThat(get(server.routes, LIST, rows).sizes).hasSize(rows);

        assertThat(allocated()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void noBufferIsLostWithAClientThatLeavesAStream(int buffers) {
        assertThat(get(server.routes, "/events", buffers).sizes).hasSize(buffers);

        assertThat(allocated()).isZero();
    }
}
