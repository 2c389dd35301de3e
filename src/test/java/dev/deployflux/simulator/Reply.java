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
    private final byte[] body;
    private final Delivery delivery;

    private Reply(
            int status, @Nullable String errorCode, @Nullable String errorTypeHeader, byte[] body, Delivery delivery) {
        this.status = status;
        this.errorCode = errorCode;
        this.errorTypeHeader = errorTypeHeader;
        this.body = body;
        this.delivery = delivery;
    }

    static Reply of(ObjectNode answer) {
        return new Reply(200, null, null, Json.bytes(answer), Delivery.WHOLE);
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
        return new Reply(error.status(), error.code(), header, Json.bytes(body), Delivery.WHOLE);
    }

    Reply deliveredBy(Fault fault) {
        Delivery other = fault.delivery();
        return new Reply(status, errorCode, errorTypeHeader, fault.body(body), other == null ? delivery : other);
    }

    /** Whether the client gets to see the status. */
    boolean tellsStatus() {
        return delivery != Delivery.RESET_BEFORE;
    }

    int status() {
        return status;
    }

    @Nullable
    String errorCode() {
        return errorCode;
    }

    Mono<Void> deliver(HttpServerResponse response, Exchange exchange, Scheduler scheduler) {
        response.status(status);
        HttpHeaders headers = response.responseHeaders();
        headers.set("content-type", "application/x-amz-json-1.1").setInt("content-length", body.length);
        if (errorTypeHeader != null) {
            headers.set("x-amzn-errortype", errorTypeHeader);
        }
        return delivery.deliver(response, body, exchange, scheduler);
    }
}
