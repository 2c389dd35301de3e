package dev.deployflux.soak;

import dev.deployflux.fixture.ProgramOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
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

    private Soak() {}

    /** The program. */
    public static void main(String[] arguments) {
        Buffers.watch();
        LoggingSystem logging = LoggingSystem.get(Soak.class.getClassLoader());
        logging.setLogLevel("ROOT", LogLevel.WARN);
        // Warns of connections that a fault reset while the SDK was still writing to them.
        logging.setLogLevel("io.netty.channel", LogLevel.ERROR);
        Schedulers.setFactory(new ShortLivedElastic());
        ProgramOptions options =
                ProgramOptions.of(arguments, Map.of("--seconds", DEFAULT_SECONDS, "--seed", System.nanoTime()));
        Duration duration = Duration.ofSeconds(options.get("--seconds"));
        long seed = options.get("--seed");
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
}
