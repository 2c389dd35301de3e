package dev.deployflux.webflux;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * A stream that can't be opened now: there are as many clients as there may be, or the application is shutting down.
 * Comes before any event, so that Spring answers with status 503. A {@link DeploymentSse#respond} adds {@code
 * Retry-After} and a problem detail; where a controller returns the stream itself, so does Spring if the application
 * has {@code spring.webflux.problemdetails.enabled=true}. Has no stack trace, which would tell nothing more.
 */
public final class StreamUnavailableException extends ResponseStatusException {

    private static final long serialVersionUID = 2;

    /** The pause in whole seconds, as the header has it. */
    private final long retryAfter;

    StreamUnavailableException(String detail, Duration retry) {
        super(HttpStatus.SERVICE_UNAVAILABLE, detail);
        this.retryAfter = Math.max(1, retry.plusMillis(999).toSeconds());
    }

    @Override
    public HttpHeaders getHeaders() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter));
        return headers;
    }

    /** Leaves the stack trace empty. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
