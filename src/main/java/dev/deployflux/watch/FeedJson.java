package dev.deployflux.watch;

/** What stores keep, as JSON. */
final class FeedJson {

    private FeedJson() {}

    static String write(Object content) {
        throw new UnsupportedOperationException();
    }

    static Object read(String json) {
        throw new UnsupportedOperationException();
    }
}
