package dev.deployflux.simulator;

/** The states of what may roll a deployment back. */
final class Monitors {

    static final String DISABLED = "DISABLED";
    static final String MONITORING = "MONITORING";
    static final String TRIGGERED = "TRIGGERED";

    private Monitors() {}

    static String completed(String status) {
        return status.equals(MONITORING) ? "MONITORING_COMPLETE" : status;
    }
}
