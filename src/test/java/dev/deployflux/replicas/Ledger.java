package dev.deployflux.replicas;

import java.util.ArrayList;
import java.util.List;

/** What a consumer was handed, on whichever replica. The handler is done when it is in here. */
final class Ledger {

    /** An event; {@code text} is {@code -} for a notice. */
    record Handed(String kind, String text) {}

    private final List<Handed> all = new ArrayList<>();

    synchronized void add(Handed handed) {
        all.add(handed);
    }

    synchronized List<Handed> all() {
        return List.copyOf(all);
    }
}
