package dev.deployflux.replicas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a consumer was handed, on whichever replica. The handler is done when it is in here. */
final class Ledger {

    /**
     * An event.
     *
     * @param replica where the consumer was
     * @param at when it came, in the nanoseconds of {@link System#nanoTime()}
     * @param text {@code -} for a notice
     */
    record Handed(String replica, long at, String kind, String text) {

        boolean isReset() {
            return kind.equals("Reset");
        }

        boolean isLive() {
            return kind.equals("Live");
        }

        boolean isNotice() {
            return text.equals("-");
        }
    }

    private final List<Handed> all = new ArrayList<>();

    synchronized void add(Handed handed) {
        all.add(handed);
    }

    synchronized List<Handed> all() {
        return List.copyOf(all);
    }

    /** Writes it, a line each, to look at. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("ledger.txt"),
                all().stream()
                        .map(each -> each.at + " " + each.replica + " " + each.kind + " " + each.text)
                        .toList());
    }
}
