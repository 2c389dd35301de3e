package dev.deployflux.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Issues and reads {@code nextToken}s. A token holds where to go on and until when it is good; a checksum over that, the
 * query and this simulator tells a foreign or garbled one. The checksum is there for mistakes, not for attackers.
 */
final class PageTokens {

    private static final AtomicLong SIMULATORS = new AtomicLong();

    private final Clock clock;
    private final Duration lifetime;
    private final String simulator = "simulator " + SIMULATORS.incrementAndGet();
    private final AtomicLong issued = new AtomicLong();

    PageTokens(Clock clock, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /** A token like no other; an empty position is the start. */
    String issue(String query, String position) {
        String content = issued.incrementAndGet() + " " + clock.instant().plus(lifetime) + " " + position;
        String text = Long.toHexString(checksum(query, content)) + " " + content;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The position in the token, or null where no token was given. */
    @Nullable
    String read(String query, @Nullable String token) {
        if (token == null) {
            return null;
        }
        String[] parts = decode(token).split(" ", 4);
        if (parts.length < 4) {
            throw invalid();
        }
        String content = parts[1] + " " + parts[2] + " " + parts[3];
        if (!parts[0].equals(Long.toHexString(checksum(query, content)))) {
            throw invalid();
        }
        if (clock.instant().isAfter(expiry(parts[2]))) {
            throw expired().asRefusal();
        }
        return parts[3].isEmpty() ? null : parts[3];
    }

    static EcsError expired() {
        return EcsError.invalidParameter("The nextToken has expired.");
    }

    private static EcsRefusal invalid() {
        return EcsError.invalidParameter("The nextToken isn't one of this query.")
                .asRefusal();
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static Instant expiry(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw invalid();
        }
    }

    private long checksum(String query, String content) {
        CRC32 crc = new CRC32();
        crc.update((simulator + "\n" + query + "\n" + content).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
