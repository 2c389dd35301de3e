package dev.deployflux.webflux;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A stream that can't be opened now: there are as many clients as there may be, or the application is shutting down.
 * Comes before any event, so that Spring can answer with status 503, {@code Retry-After} and a problem detail.
 */
public final class StreamUnavailableException extends ErrorResponseException {

    private static final long serialVersionUID = 1;

    /** In whole seconds, as the header has it. */
    private final long retryAfter;

    StreamUnavailableException(String detail, Duration retry) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail),
                null);
        this.retryAfter = Math.max(1, retry.plusMillis(999).toSeconds());
    }

    @Override
    public HttpHeaders getHeaders() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter));
        return headers;
    }
}
