package dev.deployflux.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A line within this JVM. One that ends before the whole body has come is an I/O error, as to the SDK. */
final class MemoryLine implements Line {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final int announced;

    MemoryLine(int announced) {
        this.announced = announced;
    }

    static SdkClientException lost(String how) {
        return SdkClientException.create("Unable to execute HTTP request: " + how, new IOException(how));
    }

    byte[] received() {
        return received.toByteArray();
    }

    @Override
    public Mono<Void> whole(byte[] body) {
        return pieces(Flux.just(body));
    }

    @Override
    public Mono<Void> pieces(Flux<byte[]> pieces) {
        return pieces.doOnNext(received::writeBytes).then();
    }

    @Override
    public void finished() {}

    @Override
    public Mono<Void> reset() {
        return ended("Connection reset");
    }

    @Override
    public Mono<Void> close() {
        return ended("The connection was closed before the whole response had come");
    }

    private Mono<Void> ended(String how) {
        return Mono.defer(
                () -> received.size() > 0 && received.size() >= announced ? Mono.empty() : Mono.error(lost(how)));
    }
}
