package dev.deployflux.watch;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FeedStore} keeps: an event, or what the feed notes beside its events. A store that keeps objects keeps this; any
 * other writes {@link #toJson()} and gives back what {@link #ofJson(String)} makes of it. The JSON needs Jackson 3
 * ({@code tools.jackson.core:jackson-databind}) on the class path. Immutable.
 */
public final class FeedValue {

    private volatile @Nullable Object content;
    private volatile @Nullable String json;

    private FeedValue(@Nullable Object content, @Nullable String json) {
        this.content = content;
        this.json = json;
    }

    /**
     * The value of an event; to test stores.
     *
     * @param event what is told
     * @return the value
     */
    public static FeedValue of(DeploymentEvent event) {
        return of((Object) Objects.requireNonNull(event, "event"));
    }

    /** An event, or one of the rows. */
    static FeedValue of(Object content) {
        return new FeedValue(content, null);
    }

    /**
     * A value that was kept. It isn't read before the feed needs it.
     *
     * @param json what {@link #toJson()} has written, in this version or an older one
     * @return the value
     */
    public static FeedValue ofJson(String json) {
        return new FeedValue(null, Objects.requireNonNull(json, "json"));
    }

    /**
     * The value as text.
     *
     * @return compact JSON with the version of its format, in one line
     */
    public String toJson() {
        String known = json;
        if (known == null) {
            known = FeedJson.write(Objects.requireNonNull(content));
            json = known;
        }
        return known;
    }

    /** What it is. Fails with an {@link IllegalArgumentException} if that can't be read, such as one of a newer version. */
    Object content() {
        Object known = content;
        if (known == null) {
            known = FeedJson.read(Objects.requireNonNull(json));
            content = known;
        }
        return known;
    }

    @Override
    public String toString() {
        Object known = content;
        return known == null ? String.valueOf(json) : known.toString();
    }
}
