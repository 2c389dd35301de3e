package dev.deployflux.watch;

/** Events as another replica gets them. */
public final class KeptEvents {

    private KeptEvents() {}

    /** What a store that writes text gives back for an event. */
    public static DeploymentEvent kept(DeploymentEvent event) {
        return (DeploymentEvent) FeedValue.ofJson(FeedValue.of(event).toJson()).content();
    }
}
