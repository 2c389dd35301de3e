package dev.deployflux.soak;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Plays everything at once for a while, and exits with 0 only if nothing was lost, nothing came twice, nothing was told
 * wrongly, and the process holds no more than before.
 *
 * <p>{@code --seconds=1200} is how long, {@code --seed=7} what is drawn at random; the order of threads isn't.
 */
public final class Soak {

    private static final Duration REHEARSAL = Duration.ofSeconds(5);
    private static final long DEFAULT_SECONDS = 1_200;
    private static final Set<String> OPTIONS = Set.of("--seconds", "--seed");

    private Soak() {}

    /** The program. */
    public static void main(String[] arguments) {
        Buffers.watch();
        LoggingSystem logging = LoggingSystem.get(Soak.class.getClassLoader());
        logging.setLogLevel("ROOT", LogLevel.WARN);
        // Warns of connections that a fault reset while the SDK was still writing to them.
        logging.setLogLevel("io.netty.channel", LogLevel.ERROR);
        Schedulers.setFactory(new ShortLivedElastic());
        Map<String, Long> options = options(arguments);
        Duration duration = Duration.ofSeconds(options.getOrDefault("--seconds", DEFAULT_SECONDS));
        long seed = options.getOrDefault("--seed", System.nanoTime());
        System.out.printf("Soaking for %d seconds, seed %d.%n", duration.toSeconds(), seed);

        // Loads the classes and starts the threads that every application has, which are no leak.
        Performance rehearsed = new Performance(REHEARSAL, seed);
        Tally rehearsal = rehearsed.play();
        Resources before = Resources.settled(Resources::isIdle);
        Performance performed = new Performance(duration, seed);
        Tally tally = performed.play();
        Resources after = Resources.settled(now -> now.within(before));
        Balance.judge(tally);

        long buffers = Buffers.leaked();
        long lost = Buffers.leakedOfCalls();
        boolean hoards = Resources.isMore(performed.heldBytes(), rehearsed.heldBytes());

        System.out.printf(
                "%s%12d buffers leaked%n%12d buffers of aborted calls lost by the SDK or the simulator%n"
                        + "%,12d bytes held by the library and the client%n%,12d of them at the rehearsal%n%n"
                        + "before: %s%nafter:  %s%n",
                tally, buffers, lost, performed.heldBytes(), rehearsed.heldBytes(), before, after);
        boolean leaks = !after.within(before) || buffers > 0 || Buffers.isTooMany(lost, troubled(rehearsal, tally));
        if (leaks) {
            System.out.println("LEFT BEHIND, threads: " + after.threadsBeyond(before) + Buffers.first());
        }
        if (hoards) {
            System.out.println("HOARDED while it was in use: the longer, the more.");
        }
        if (!rehearsal.isClean()) {
            System.out.println("In the rehearsal:\n" + rehearsal);
        }
        boolean good = tally.isClean() && rehearsal.isClean() && !leaks && !hoards;
        System.out.println(good ? "Nothing lost, nothing repeated, nothing left behind." : "FAILED.");
        System.exit(good ? 0 : 1);
    }

    /** How many calls were aborted, or met a fault. */
    private static long troubled(Tally... tallies) {
        return Arrays.stream(tallies)
                .mapToLong(tally -> tally.counted("calls that clients aborted") + tally.counted("faults"))
                .sum();
    }

    /** So that what an elastic thread leaves behind can be told from one that waits a minute for more to do. */
    private static final class ShortLivedElastic implements Schedulers.Factory {

        private static final int SECONDS = 5;

        @Override
        public Scheduler newBoundedElastic(int threads, int queue, ThreadFactory factory, int seconds) {
            return Schedulers.Factory.super.newBoundedElastic(threads, queue, factory, SECONDS);
        }
    }

    private static Map<String, Long> options(String[] arguments) {
        try {
            return Arrays.stream(arguments)
                    .map(argument -> argument.split("=", 2))
                    .collect(Collectors.toMap(pair -> known(pair[0]), pair -> Long.valueOf(pair[1])));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "Write --seconds=1200 and --seed=7, or neither; not " + String.join(" ", arguments), e);
        }
    }

    private static String known(String option) {
        if (!OPTIONS.contains(option)) {
            throw new IllegalArgumentException("There is no option " + option);
        }
        return option;
    }
}
