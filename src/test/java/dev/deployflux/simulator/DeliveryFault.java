package dev.deployflux.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The true answer, spoilt on its way. */
final class DeliveryFault extends Fault {

    private static final byte[] NO_JSON = "{\"serviceDeployments\":[{".getBytes(StandardCharsets.UTF_8);

    private final String name;
    private final UnaryOperator<byte[]> spoil;
    private final @Nullable Delivery delivery;

    private DeliveryFault(String name, UnaryOperator<byte[]> spoil, @Nullable Delivery delivery) {
        this.name = name;
        this.spoil = spoil;
        this.delivery = delivery;
    }

    static DeliveryFault of(String name, Delivery delivery) {
        return new DeliveryFault(name, UnaryOperator.identity(), delivery);
    }

    static DeliveryFault notJson() {
        return new DeliveryFault("malformedJson", body -> NO_JSON, null);
    }

    static DeliveryFault inPieces(int chunkBytes, Duration pause) {
        if (chunkBytes < 1 || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "A slow body has pieces of 1 byte or more and pauses of zero or more; not %d bytes and %s"
                            .formatted(chunkBytes, pause));
        }
        return of("slowBody(" + chunkBytes + ", " + pause + ")", Delivery.slow(chunkBytes, pause));
    }

    @Override
    byte[] body(byte[] body) {
        return spoil.apply(body);
    }

    @Override
    @Nullable
    Delivery delivery() {
        return delivery;
    }

    @Override
    public String toString() {
        return name;
    }
}
