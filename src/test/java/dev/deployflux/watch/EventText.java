package dev.deployflux.watch;

/** Events as the text that stores keep, for tests in which they go from one process to another. */
public final class EventText {

    private EventText() {}

    /** One line. */
    public static String write(DeploymentEvent event) {
        return FeedValue.of(event).toJson();
    }

    /** What {@link #write} has written. */
    public static DeploymentEvent read(String text) {
        return (DeploymentEvent) FeedValue.ofJson(text).content();
    }
}
