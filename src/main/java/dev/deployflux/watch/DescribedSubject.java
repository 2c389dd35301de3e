package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One deployment or service, and all who look at it. Guarded by the lock of its {@link Describer}.
 *
 * @param <S> as {@link Answer} says
 * @param <D> likewise
 */
final class DescribedSubject<S, D> {

    final S subject;
    final Set<Look<S, D>> looks = new LinkedHashSet<>();

    /** Whether it is asked for alone next, since a call that asked for others, too, was refused. */
    boolean alone;

    /** How many calls that asked for it have failed in a row. */
    int failures;

    @Nullable
    DescribeCall<S, D> call;

    DescribedSubject(S subject) {
        this.subject = subject;
    }

    boolean isWanted() {
        return wantedAt() != null;
    }

    /** When somebody wants to know of it first; {@code null} if nobody does. */
    @Nullable
    Long wantedAt() {
        Long first = null;
        for (Look<S, D> look : looks) {
            first = look.at != null && (first == null || look.at < first) ? look.at : first;
        }
        return first;
    }

    /** When the next call is due that asks for it; {@code null} if nobody wants to know, or one is under way. */
    @Nullable
    Long due() {
        return call == null ? wantedAt() : null;
    }

    /** Whether a call that asks for the first one may ask for this, too. Somebody may have queued the first one again meanwhile. */
    boolean goesWith(DescribedSubject<S, D> first) {
        return this != first && !alone && due() != null;
    }

    /** Whether all who want to know are content with the last refusal. */
    boolean isPatient() {
        return looks.stream().filter(look -> look.at != null).allMatch(look -> look.patient);
    }

    /** Those who want to know; from now on they don't. */
    List<Look<S, D>> take() {
        List<Look<S, D>> wanting = new ArrayList<>(1);
        for (Look<S, D> look : looks) {
            if (look.at != null) {
                look.at = null;
                wanting.add(look);
            }
        }
        return wanting;
    }
}
