package dev.deployflux.replicas;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.EventText;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What one client got, wherever it was. */
final class Tale {

    /** What concerns one subscriber alone. */
    static final Set<Class<?>> NOTICES =
            Set.of(Reset.class, Live.class, Missed.class, StoreFailing.class, StoreRecovered.class);

    /**
     * An entry.
     *
     * @param kind the event's simple name
     * @param text the event; {@code -} of a notice
     * @param at when it came
     */
    record Told(EventId id, String kind, String text, Instant at) {

        boolean isReset() {
            return kind.equals("Reset");
        }

        boolean isLive() {
            return kind.equals("Live");
        }

        boolean isNotice() {
            return text.equals("-");
        }

        DeploymentEvent event() {
            return EventText.read(text);
        }

        @Override
        public String toString() {
            return id + " " + kind;
        }
    }

    private final String name;
    private final List<Told> all = new ArrayList<>();

    Tale(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    synchronized void add(Told told) {
        all.add(told);
    }

    void add(FeedEntry entry) {
        DeploymentEvent event = entry.event();
        add(new Told(entry.id(), event.getClass().getSimpleName(), text(event), Instant.now()));
    }

    /** What concerns one subscriber alone is in no log, and has no text. */
    static String text(DeploymentEvent event) {
        return NOTICES.contains(event.getClass()) ? "-" : EventText.write(event);
    }

    synchronized List<Told> all() {
        return List.copyOf(all);
    }

    /** What was told from one reset to the next, each a list that begins with that. */
    List<List<Told>> chapters() {
        List<List<Told>> chapters = new ArrayList<>();
        for (Told told : all()) {
            if (told.isReset() || chapters.isEmpty()) {
                chapters.add(new ArrayList<>());
            }
            chapters.get(chapters.size() - 1).add(told);
        }
        return chapters;
    }

    /** Writes what was told, a line each, to look at. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(name.replace(' ', '-') + ".txt"),
                all().stream()
                        .map(told -> told.at() + " " + told + " " + told.text())
                        .toList());
    }
}
