package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentFeed;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a {@link DeploymentSse}: how often it speaks, how much it keeps, whom it serves. */
public final class DeploymentSseBuilder {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int MILLION = 1_000_000;

    private final DeploymentFeed feed;
    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration retry = Duration.ofSeconds(3);
    private int ring = 1_000;
    private int maxClients = 1_000;
    private @Nullable Duration stallTimeout;
    private Duration linger = Duration.ofSeconds(15);

    DeploymentSseBuilder(DeploymentFeed feed) {
        this.feed = Objects.requireNonNull(feed, "feed");
    }

    /**
     * After how much silence a comment is sent, so that proxies keep the connection and both sides notice when it is
     * gone. Proxies often close at 60 seconds.
     *
     * @param heartbeat 100 milliseconds to 1 day; default 15 seconds
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public DeploymentSseBuilder heartbeat(Duration heartbeat) {
        this.heartbeat =
                duration("heartbeat", heartbeat, Duration.ofMillis(100), "100 milliseconds to a day", "ofSeconds(15)");
        return this;
    }

    /**
     * After which pause a client reconnects that has lost its stream, told to browsers in {@code retry} and to
     * those who find no place in {@code Retry-After}.
     *
     * @param retry 1 millisecond to 1 day; default 3 seconds
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public DeploymentSseBuilder retry(Duration retry) {
        this.retry = duration("retry", retry, Duration.ofMillis(1), "a millisecond to a day", "ofSeconds(3)");
        return this;
    }

    /**
     * How many events are kept for clients that come again, or that read slowly.
     *
     * @param events 1 to 1,000,000; default 1,000
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public DeploymentSseBuilder ring(int events) {
        this.ring = number("ring", events, "counts the events that are kept");
        return this;
    }

    /**
     * How many clients there may be at once; the next one is told to come again later.
     *
     * @param clients 1 to 1,000,000; default 1,000
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public DeploymentSseBuilder maxClients(int clients) {
        this.maxClients = number("maxClients", clients, "counts the clients that there may be at once");
        return this;
    }

    /**
     * How long a client may take nothing at all, neither events nor comments, before its stream fails. Noticed up to
     * one heartbeat later.
     *
     * @param stallTimeout 100 milliseconds to 1 day, and not less than the heartbeat; default four heartbeats,
     *     which is 1 minute
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public DeploymentSseBuilder stallTimeout(Duration stallTimeout) {
        this.stallTimeout = duration(
                "stallTimeout", stallTimeout, Duration.ofMillis(100), "100 milliseconds to a day", "ofMinutes(1)");
        return this;
    }

    /**
     * How long the events are kept, and the feed listened to, after the last client has left, in case it comes
     * again. The feed itself polls on for its grace time.
     *
     * @param linger 0 to 1 day; default 15 seconds
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public DeploymentSseBuilder linger(Duration linger) {
        this.linger = duration("linger", linger, Duration.ZERO, "0 to a day", "ofSeconds(15)");
        return this;
    }

    /**
     * Builds it. Nothing is subscribed to yet.
     *
     * @return streams with these options
     * @throws IllegalArgumentException if the stall timeout is shorter than the heartbeat
     */
    public DeploymentSse build() {
        Duration stall = stallTimeout == null ? heartbeat.multipliedBy(4) : stallTimeout;
        if (stall.compareTo(heartbeat) < 0) {
            throw new IllegalArgumentException("stallTimeout is " + stall
                    + ", but a client that is well takes only a comment every " + heartbeat
                    + ": write that heartbeat or more, best four of them");
        }
        return new DeploymentSse(feed, new SseOptions(heartbeat, retry, ring, maxClients, stall, linger));
    }

    private static Duration duration(String name, Duration duration, Duration least, String range, String example) {
        if (duration.compareTo(least) < 0 || duration.compareTo(DAY) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + duration + ": write " + range + ", such as Duration." + example);
        }
        return duration;
    }

    private static int number(String name, int number, String meaning) {
        if (number < 1 || number > MILLION) {
            throw new IllegalArgumentException(
                    name + " is " + number + ", but it " + meaning + ": write 1 to 1,000,000, such as 1,000");
        }
        return number;
    }
}
