package dev.deployflux.simulator;

import java.util.List;

/** The CloudWatch alarms that a deployment heeds. */
record Alarms(String status, List<String> names, List<String> triggered) {

    static final Alarms DISABLED = new Alarms(Monitors.DISABLED, List.of(), List.of());

    static Alarms heeding(List<String> names, List<String> triggered) {
        if (names.isEmpty() || !names.containsAll(triggered)) {
            throw new IllegalArgumentException(
                    "A deployment heeds one alarm or more, and those that are triggered are among them; not %s and %s"
                            .formatted(names, triggered));
        }
        return new Alarms(
                triggered.isEmpty() ? Monitors.MONITORING : Monitors.TRIGGERED,
                List.copyOf(names),
                List.copyOf(triggered));
    }

    Alarms completed() {
        return new Alarms(Monitors.completed(status), names, triggered);
    }
}
