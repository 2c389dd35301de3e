package dev.deployflux.simulator;

import java.time.Instant;

/** Where a deployment stands in every order: neither part ever changes. */
record RowKey(Instant createdAt, String arn) {

    /** This key as text, for a token. */
    String text() {
        return createdAt + "|" + arn;
    }

    static RowKey ofText(String text) {
        int bar = text.indexOf('|');
        return new RowKey(Instant.parse(text.substring(0, bar)), text.substring(bar + 1));
    }
}
