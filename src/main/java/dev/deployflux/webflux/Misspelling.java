package dev.deployflux.webflux;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a misspelt parameter from one that is somebody else's, such as Spring Security's {@code access_token}. Misspelt is
 * what differs from a known name in case, hyphens, underscores, brackets or a plural, in one letter too many, missing,
 * wrong or swapped with its neighbour, or, from 8 letters on, in two. Pure.
 */
final class Misspelling {

    private static final int LONG_NAME = 8;

    private Misspelling() {}

    /** The known name that was meant, or {@code null} if none was. */
    static @Nullable String meant(String name, List<String> known) {
        String plain = plain(name);
        for (String candidate : known) {
            String right = plain(candidate);
            if (plain.equals(right + "es") || isWithin(right.length() < LONG_NAME ? 1 : 2, plain, right)) {
                return candidate;
            }
        }
        return null;
    }

    private static String plain(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /** Whether one becomes the other by so many letters inserted, left out, replaced or swapped with the next. */
    private static boolean isWithin(int edits, String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.length() + other.length() <= edits;
        }
        String rest = one.substring(1);
        String otherRest = other.substring(1);
        if (one.charAt(0) == other.charAt(0)) {
            return isWithin(edits, rest, otherRest);
        }
        boolean swapped = rest.startsWith(other.substring(0, 1)) && otherRest.startsWith(one.substring(0, 1));
        return edits > 0
                && (isWithin(edits - 1, rest, otherRest)
                        || isWithin(edits - 1, rest, other)
                        || isWithin(edits - 1, one, otherRest)
                        || (swapped && isWithin(edits - 1, rest.substring(1), otherRest.substring(1))));
    }
}
