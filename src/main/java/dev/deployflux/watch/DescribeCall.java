package dev.deployflux.watch;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.publisher.Sinks;

/**
 * A call for some subjects. Guarded by the lock of its {@link Describer}, save {@link #abandoned}.
 *
 * @param <S> as {@link Answer} says
 * @param <D> likewise
 */
final class DescribeCall<S, D> {

    final List<DescribedSubject<S, D>> asked;

    /** When it began, in the scheduler's nanoseconds. */
    final long began;

    /** Whether all for whom it began are content with the last refusal. */
    final boolean patient;

    /** Completes when nobody wants to know of any of those any more. */
    final Sinks.Empty<Void> abandoned = Sinks.empty();

    DescribeCall(List<DescribedSubject<S, D>> asked, long began) {
        this.asked = asked;
        this.began = began;
        this.patient = asked.stream().allMatch(DescribedSubject::isPatient);
    }

    boolean isWanted() {
        return asked.stream().anyMatch(DescribedSubject::isWanted);
    }

    /** How many calls in a row have failed with this one, for the one for which they are fewest. */
    int failuresInARow() {
        return 1 + asked.stream().mapToInt(each -> each.failures).min().orElse(0);
    }

    /** What the response says of each. */
    Function<DescribedSubject<S, D>, Answer<S, D>> described(
            DescribeOperation.Descriptions<S, D> response, long again) {
        return each -> {
            each.alone = false;
            each.failures = 0;
            return new Answer<>(
                    each.subject,
                    response.found().get(each.subject),
                    response.reasons().get(each.subject),
                    null,
                    false,
                    began,
                    late(each),
                    again);
        };
    }

    /** What each is told of a call that has failed. */
    Function<DescribedSubject<S, D>, Answer<S, D>> failed(Throwable error, boolean refused, long again) {
        return each -> {
            each.failures++;
            return new Answer<>(each.subject, null, null, error, refused, began, late(each), again);
        };
    }

    /**
     * What each is told of a call that isn't made, since it would be refused. When it may be again, they are asked for
     * together, in another order each time: it shouldn't always be the same few whose refusals speak for all.
     */
    Function<DescribedSubject<S, D>, Answer<S, D>> denied(Permission.Denial denial, LongSupplier spread) {
        return each -> {
            each.alone = false;
            return new Answer<>(
                    each.subject, null, null, denial.error(), true, began, 0, denial.until() + spread.getAsLong());
        };
    }

    private long late(DescribedSubject<S, D> each) {
        Long wanted = each.wantedAt();
        return wanted == null ? 0 : Math.max(0, began - wanted);
    }
}
