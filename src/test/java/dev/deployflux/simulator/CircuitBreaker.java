package dev.deployflux.simulator;

/** What the circuit breaker of a deployment has counted. */
record CircuitBreaker(String status, int failureCount, int threshold) {

    static final CircuitBreaker DISABLED = new CircuitBreaker(Monitors.DISABLED, 0, 0);

    static CircuitBreaker counting(int failureCount, int threshold) {
        if (failureCount < 0 || threshold < 1) {
            throw new IllegalArgumentException(
                    "A circuit breaker has counted zero failures or more, and trips at a threshold of 1 or more; not"
                            + " %d and %d".formatted(failureCount, threshold));
        }
        return new CircuitBreaker(
                failureCount >= threshold ? Monitors.TRIGGERED : Monitors.MONITORING, failureCount, threshold);
    }

    CircuitBreaker completed() {
        return new CircuitBreaker(Monitors.completed(status), failureCount, threshold);
    }
}
