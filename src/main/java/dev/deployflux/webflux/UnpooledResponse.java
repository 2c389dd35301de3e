package dev.deployflux.webflux;

import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * Takes its buffers from the heap, where the garbage collector finds them. Of the server's pooled ones, Spring's writers
 * (7.0.9) lose those that are made but not taken when a client leaves or a list fails.
 */
class UnpooledResponse extends ServerHttpResponseDecorator {

    UnpooledResponse(ServerHttpResponse response) {
        super(response);
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }
}
