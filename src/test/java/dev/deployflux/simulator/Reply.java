package dev.deployflux.simulator;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.node.ObjectNode;

/** An HTTP answer, and how it is to be delivered. */
final class Reply {

    private static final String NAMESPACE = "com.amazonaws.ecs";
    private static final String ERROR_URI = "http://internal.amazon.com/coral/com.amazonaws.ecs/";

    private final int status;
    private final @Nullable String errorCode;
    private final @Nullable String errorTypeHeader;
    private final ObjectNode body;
    private final @Nullable Fault fault;

    private Reply(
            int status,
            @Nullable String errorCode,
            @Nullable String errorTypeHeader,
            ObjectNode body,
            @Nullable Fault fault) {
        this.status = status;
        this.errorCode = errorCode;
        this.errorTypeHeader = errorTypeHeader;
        this.body = body;
        this.fault = fault;
    }

    static Reply of(ObjectNode answer) {
        return new Reply(200, null, null, answer, null);
    }

    static Reply of(EcsError error, ErrorCoding coding) {
        ObjectNode body = Json.object();
        String header =
                switch (coding) {
                    case TYPE -> {
                        body.put("__type", error.code());
                        yield null;
                    }
                    case NAMESPACED_TYPE -> {
                        body.put("__type", NAMESPACE + "#" + error.code());
                        yield null;
                    }
                    case HEADER -> error.code();
                    case HEADER_WITH_URI -> error.code() + ":" + ERROR_URI;
                };
        body.put("message", error.message());
        return new Reply(error.status(), error.code(), header, body, null);
    }

    Reply deliveredBy(Fault spoiling) {
        return new Reply(status, errorCode, errorTypeHeader, body, spoiling);
    }

    /** Whether the client gets to see the status. */
    boolean tellsStatus() {
        return delivery() != Delivery.RESET_BEFORE;
    }

    int status() {
        return status;
    }

    @Nullable
    String errorCode() {
        return errorCode;
    }

    /** The code in the header, if the error is written there. */
    @Nullable
    String headerErrorCode() {
        return errorTypeHeader == null ? null : errorCode;
    }

    Mono<Void> deliver(HttpServerResponse response, Exchange exchange, Scheduler scheduler) {
        byte[] bytes = bytes();
        response.status(status);
        HttpHeaders headers = response.responseHeaders();
        headers.set("content-type", "application/x-amz-json-1.1").setInt("content-length", bytes.length);
        if (errorTypeHeader != null) {
            headers.set("x-amzn-errortype", errorTypeHeader);
        }
        return delivery().deliver(new HttpLine(response, exchange), bytes, scheduler);
    }

    /** The body as a client in this JVM gets it: as bytes only where a fault may have spoilt them. */
    Mono<ObjectNode> receive(Scheduler scheduler) {
        if (fault == null) {
            return Mono.just(body);
        }
        byte[] bytes = bytes();
        MemoryLine line = new MemoryLine(bytes.length);
        return delivery().deliver(line, bytes, scheduler).then(Mono.fromSupplier(() -> Json.parse(line.received())));
    }

    private byte[] bytes() {
        byte[] bytes = Json.bytes(body);
        return fault == null ? bytes : fault.body(bytes);
    }

    private Delivery delivery() {
        Delivery other = fault == null ? null : fault.delivery();
        return other == null ? Delivery.WHOLE : other;
    }
}
