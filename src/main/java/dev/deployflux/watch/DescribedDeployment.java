package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One deployment, and all who look at it. Guarded by the lock of its {@link Describer}. */
final class DescribedDeployment {

    final String arn;
    final Set<Look> looks = new LinkedHashSet<>();

    /** Whether it is asked for alone next, since a call that asked for others, too, was refused. */
    boolean alone;

    /** How many calls that asked for it have failed in a row. */
    int failures;

    @Nullable
    DescribeCall call;

    DescribedDeployment(String arn) {
        this.arn = arn;
    }

    boolean isWanted() {
        return wantedAt() != null;
    }

    /** When somebody wants to know of it first; {@code null} if nobody does. */
    @Nullable
    Long wantedAt() {
        Long first = null;
        for (Look look : looks) {
            first = look.at != null && (first == null || look.at < first) ? look.at : first;
        }
        return first;
    }

    /** When the next call is due that asks for it; {@code null} if nobody wants to know, or one is under way. */
    @Nullable
    Long due() {
        return call == null ? wantedAt() : null;
    }

    /** Whether all who want to know are content with the last refusal. */
    boolean isPatient() {
        return looks.stream().filter(look -> look.at != null).allMatch(look -> look.patient);
    }

    /** Those who want to know; from now on they don't. */
    List<Look> take() {
        List<Look> wanting = new ArrayList<>(1);
        for (Look look : looks) {
            if (look.at != null) {
                look.at = null;
                wanting.add(look);
            }
        }
        return wanting;
    }
}
