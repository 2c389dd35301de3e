package dev.deployflux.validator;

/**
 * A promise that was broken.
 *
 * @param promise which one
 * @param what the ARN of the deployment, the service, or "the watch"
 * @param detail what was expected, and what came
 */
public record Violation(Promise promise, String what, String detail) {

    @Override
    public String toString() {
        return promise + " is broken of " + what + ": " + detail;
    }
}
