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
            int allowed = right.length() < LONG_NAME ? 1 : 2;
            if (plain.equals(right + "es")
                    || (Math.abs(plain.length() - right.length()) <= allowed && edits(plain, right) <= allowed)) {
                return candidate;
            }
        }
        return null;
    }

    private static String plain(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /** How many letters have to be inserted, left out, replaced or swapped with the next: optimal string alignment. */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int cheapest(int[][] edits, String from, String to, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int cheapest = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(cheapest, 1 + edits[i - 2][j - 2]) : cheapest;
    }
}
