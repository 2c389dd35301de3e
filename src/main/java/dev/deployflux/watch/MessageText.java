package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.Exceptions;

/** Durations, numbers and reasons as messages tell them. */
final class MessageText {

    private MessageText() {}

    /** The duration such as {@code 1h 30m} or {@code 2.5s}. */
    static String of(Duration duration) {
        String iso = duration.toString().substring(2).toLowerCase(Locale.ROOT);
        return iso.replaceAll("([hm])(?=.)", "$1 ");
    }

    /** The number with a comma at each thousand. */
    static String of(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The number with one decimal. */
    static String of(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }

    /** Each cluster with its error; without any, each of the errors that this one is made of. */
    static String of(Throwable error, List<LookupFailing.Cluster> clusters) {
        Stream<String> reasons = clusters.isEmpty()
                ? Exceptions.unwrapMultiple(error).stream().map(Throwable::toString)
                : clusters.stream().map(cluster -> cluster.name() + ": " + cluster.error());
        return reasons.collect(Collectors.joining("; "));
    }
}
