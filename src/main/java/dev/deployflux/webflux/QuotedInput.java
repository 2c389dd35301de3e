package dev.deployflux.webflux;

/** A client's words, as an answer may repeat them. */
final class QuotedInput {

    private static final int LONGEST = 60;

    private QuotedInput() {}

    /** In quotation marks, cut where it gets long, without control characters. */
    static String of(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return '"' + (printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "...") + '"';
    }
}
