package dev.deployflux.demo;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What the demo misses, and what to do about it; Spring Boot prints these two instead of a stack trace. */
final class CannotStartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String action;

    CannotStartException(String missing, String action, Throwable cause) {
        super(missing, cause);
        this.action = action;
    }

    static final class Analyzer extends AbstractFailureAnalyzer<CannotStartException> {
        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, CannotStartException failure) {
            return new FailureAnalysis(failure.getMessage(), failure.action, failure);
        }
    }
}
