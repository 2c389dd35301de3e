package dev.deployflux.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Several replicas were asked for, and can't be had so: without a store each would poll and tell for itself. */
final class ReplicasException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String action;

    ReplicasException(String problem, String action) {
        super("deployflux.replicas.enabled is true, but " + problem + ": " + action);
        this.action = action;
    }

    /** What Spring Boot prints instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<ReplicasException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, ReplicasException failure) {
            String action = Character.toUpperCase(failure.action.charAt(0)) + failure.action.substring(1);
            return new FailureAnalysis(
                    String.valueOf(failure.getMessage()),
                    action + ". To have each replica poll for itself, remove deployflux.replicas.enabled.",
                    failure);
        }
    }
}
