package dev.deployflux.watch;

/**
 * What stores keep, as JSON. This is the door: it says what to add where Jackson isn't on the class path. All that needs
 * Jackson is behind {@link FeedJsonFormat}.
 */
final class FeedJson {

    private static final boolean HAS_JACKSON = hasJackson();

    private FeedJson() {}

    /**
     * Writes an event or a {@link FeedRow}.
     *
     * @throws IllegalStateException if Jackson is missing
     */
    static String write(Object content) {
        requireJackson();
        return FeedJsonFormat.write(content);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IllegalArgumentException if it is something else, or more than this replica can read
     * @throws IllegalStateException if Jackson is missing
     */
    static Object read(String json) {
        requireJackson();
        return FeedJsonFormat.read(json);
    }

    private static void requireJackson() {
        if (!HAS_JACKSON) {
            throw new IllegalStateException(
                    "What a feed's store keeps is written as JSON by Jackson 3, which isn't on the"
                            + " class path: add tools.jackson.core:jackson-databind");
        }
    }

    private static boolean hasJackson() {
        try {
            Class.forName("tools.jackson.databind.json.JsonMapper", false, FeedJson.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
