package dev.deployflux.simulator;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the ids that ECS would draw by lot: they look as random, and are the same on each run. */
final class IdSequence {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int DEPLOYMENT_ID_LENGTH = 21;

    private final AtomicLong next = new AtomicLong(1);

    String deploymentId() {
        long number = next.getAndIncrement();
        StringBuilder id = new StringBuilder(DEPLOYMENT_ID_LENGTH);
        long bits = RowOrder.mix(number);
        for (int i = 0; i < DEPLOYMENT_ID_LENGTH; i++) {
            if (i % 10 == 0) {
                bits = RowOrder.mix(bits + number) & Long.MAX_VALUE;
            }
            id.append(ALPHABET.charAt((int) (bits % ALPHABET.length())));
            bits /= ALPHABET.length();
        }
        return id.toString();
    }

    /** Nineteen digits. */
    String revisionId() {
        long number = RowOrder.mix(~next.getAndIncrement()) & Long.MAX_VALUE;
        return String.format(Locale.ROOT, "%019d", number);
    }
}
