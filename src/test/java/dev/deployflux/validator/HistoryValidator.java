package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the events that one subscriber got with what deployments really did, and names each promise that was broken.
 *
 * <pre>{@code
 * HistoryValidator.of(truth, subscribedAt, cancelledAt).slack(Duration.ofMinutes(2)).assertKept(events);
 * }</pre>
 *
 * <p>The truth and the watcher have to go by one clock: give the watcher the simulator's. Instances are immutable; each
 * method that sets a value returns another one.
 */
public final class HistoryValidator {

    private static final Map<Promise, Rule> RULES = new EnumMap<>(Map.ofEntries(
            Map.entry(Promise.ORDERED, new Ordered()),
            Map.entry(Promise.NO_REPEAT, new NoRepeat()),
            Map.entry(Promise.NOTHING_INVENTED, new NothingInvented()),
            Map.entry(Promise.COMPLETE, new Complete()),
            Map.entry(Promise.TOLD_IN_TIME, new ToldInTime()),
            Map.entry(Promise.SKIPPED_MARKED, new SkippedMarked()),
            Map.entry(Promise.BOOKMARKED, new Bookmarked()),
            Map.entry(Promise.REMOVED_ONLY_IF_GONE, new RemovedOnlyIfGone()),
            Map.entry(Promise.FAILURES_REPORTED, new FailuresReported()),
            Map.entry(Promise.NEVER_SILENT, new NeverSilent()),
            Map.entry(Promise.ROLLBACK_IS_NO_SUCCESS, new RollbackIsNoSuccess()),
            Map.entry(Promise.MERGED_COUNTED, new MergedCounted()),
            Map.entry(Promise.PROGRESS_ORDERED, new ProgressOrdered()),
            Map.entry(Promise.PROGRESS_TRUE, new ProgressTrue()),
            Map.entry(Promise.STAGES_MARKED, new StagesMarked()),
            Map.entry(Promise.STAGES_TOLD, new StagesTold()),
            Map.entry(Promise.PAUSES_PAIRED, new PausesPaired()),
            Map.entry(Promise.PAUSES_TRUE, new PausesTrue()),
            Map.entry(Promise.PAUSES_TOLD, new PausesTold())));

    private final TrueHistory truth;
    private final Listening listening;

    private HistoryValidator(TrueHistory truth, Listening listening) {
        this.truth = truth;
        this.listening = listening;
    }

    /**
     * A validator with the defaults of a watcher.
     *
     * @param truth what deployments did
     * @param from when the subscriber began to listen
     * @param until when it stopped
     * @return the validator
     * @throws IllegalArgumentException if it stopped before it began
     */
    public static HistoryValidator of(TrueHistory truth, Instant from, Instant until) {
        if (until.isBefore(from)) {
            throw new IllegalArgumentException(
                    "until is " + until + ", before from, " + from + ": write when the subscriber stopped");
        }
        return new HistoryValidator(
                truth,
                new Listening(
                        from,
                        until,
                        from.minus(Duration.ofDays(1)),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10),
                        Set.of(),
                        false,
                        new Listening.Details(true, null)));
    }

    /**
     * Since when deployments created are watched, for the services that are there from the beginning. For those that
     * join later it is later by as much.
     *
     * @param since by default a day before the subscriber began
     * @return a validator with it
     */
    public HistoryValidator since(Instant since) {
        Listening l = listening;
        return with(new Listening(
                l.from(),
                l.until(),
                since,
                l.overlap(),
                l.slack(),
                l.silence(),
                l.watching(),
                l.conflated(),
                l.details()));
    }

    /**
     * The watcher's overlap: a deployment that ECS has listed for so long is in every complete pass.
     *
     * @param overlap default 5 minutes
     * @return a validator with it
     */
    public HistoryValidator overlap(Duration overlap) {
        Listening l = listening;
        return with(new Listening(
                l.from(),
                l.until(),
                l.since(),
                overlap,
                l.slack(),
                l.silence(),
                l.watching(),
                l.conflated(),
                l.details()));
    }

    /**
     * How long a status, or a service, may go unnoticed: the idle interval with its jitter, a lookup, how old an answer
     * may be, and the longest failure that ends. What came to be so shortly before the end need not be reported.
     *
     * @param slack default 10 minutes
     * @return a validator with it
     */
    public HistoryValidator slack(Duration slack) {
        Listening l = listening;
        return with(new Listening(
                l.from(),
                l.until(),
                l.since(),
                l.overlap(),
                slack,
                l.silence(),
                l.watching(),
                l.conflated(),
                l.details()));
    }

    /**
     * How long it may take until a pass that is due has been told of, whether it worked or not.
     *
     * @param silence default 10 minutes
     * @return a validator with it
     */
    public HistoryValidator silence(Duration silence) {
        Listening l = listening;
        return with(new Listening(
                l.from(),
                l.until(),
                l.since(),
                l.overlap(),
                l.slack(),
                silence,
                l.watching(),
                l.conflated(),
                l.details()));
    }

    /**
     * Services that are there from the beginning and have to join. Without them a service that never joined isn't
     * missed.
     *
     * @param services by default none
     * @return a validator with them
     */
    public HistoryValidator watching(Collection<ServiceRef> services) {
        Listening l = listening;
        return with(new Listening(
                l.from(),
                l.until(),
                l.since(),
                l.overlap(),
                l.slack(),
                l.silence(),
                Set.copyOf(services),
                l.conflated(),
                l.details()));
    }

    /**
     * For a subscriber of a feed, which may get one event for several: statuses between may be missing if they are
     * counted as merged, and deployments if they are counted as missed. Stages and pauses that are over may be missing.
     *
     * @return a validator for a feed
     */
    public HistoryValidator conflated() {
        Listening l = listening;
        return with(new Listening(
                l.from(), l.until(), l.since(), l.overlap(), l.slack(), l.silence(), l.watching(), true, l.details()));
    }

    /**
     * How long a stage or a pause of a deployment that has been told may go untold: two of the watcher's intervals with their
     * jitter, a call, and how old an answer may be. One that lasted for so long in one go must have been told, unless
     * descriptions were said to fail meanwhile.
     *
     * @param unnoticed by default the {@linkplain #slack(Duration) slack}
     * @return a validator with it
     */
    public HistoryValidator details(Duration unnoticed) {
        return with(new Listening.Details(true, unnoticed));
    }

    /**
     * For a watcher that was built with {@code details(false)}: nothing but statuses may be told.
     *
     * @return a validator for it
     */
    public HistoryValidator withoutDetails() {
        return with(new Listening.Details(false, null));
    }

    private HistoryValidator with(Listening.Details details) {
        Listening l = listening;
        return with(new Listening(
                l.from(),
                l.until(),
                l.since(),
                l.overlap(),
                l.slack(),
                l.silence(),
                l.watching(),
                l.conflated(),
                details));
    }

    private HistoryValidator with(Listening other) {
        return new HistoryValidator(truth, other);
    }

    /**
     * Checks the events of one subscriber.
     *
     * @param events all that it got, in order
     * @return what is broken, promise by promise; empty if all were kept
     */
    public List<Violation> check(List<? extends DeploymentEvent> events) {
        Observation observed = new Observation(truth, listening, List.copyOf(events));
        List<Violation> violations = new ArrayList<>();
        RULES.forEach((promise, rule) ->
                rule.check(observed, (what, detail) -> violations.add(new Violation(promise, what, detail))));
        return violations;
    }

    /**
     * Fails unless all promises were kept.
     *
     * @param events all that one subscriber got, in order
     * @throws AssertionError that names each violation
     */
    public void assertKept(List<? extends DeploymentEvent> events) {
        List<Violation> violations = check(events);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.stream()
                    .map(Violation::toString)
                    .collect(Collectors.joining("\n  ", violations.size() + " violations:\n  ", "")));
        }
    }
}
