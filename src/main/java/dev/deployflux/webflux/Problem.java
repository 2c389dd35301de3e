package dev.deployflux.webflux;

import java.net.URI;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.RequestPath;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/**
 * What a client is told instead of what it asked for: problem details (RFC 9457), whatever it accepts. What is the
 * client's to mend is 4xx, with ECS's own sentence. What isn't is 502 to 504, with no more than its kind; the rest is
 * logged.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
final class Problem {

    private Problem() {}

    /** The answer to a request of this path; what the application's log has to tell goes through the streak. */
    static Mono<ServerResponse> answer(RequestPath path, Throwable error, FailureStreak streak) {
        ProblemDetail detail = of(error);
        if (detail.getStatus() >= 500 && !(error instanceof ErrorResponse)) {
            streak.failed(error);
        }
        detail.setInstance(URI.create(path.value()));
        ServerResponse.BodyBuilder answer =
                ServerResponse.status(detail.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (error instanceof ErrorResponse told) {
            answer.headers(headers -> headers.addAll(told.getHeaders()));
        } else if (detail.getStatus() == 503) {
            answer.header("Retry-After", "1");
        }
        return Body.json(answer, detail);
    }

    /** An error that is answered with this status and sentence. */
    static ErrorResponseException exception(HttpStatus status, String sentence) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, sentence), null);
    }

    private static ProblemDetail of(Throwable error) {
        if (error instanceof ErrorResponse told) {
            return told.getBody();
        }
        if (error instanceof IllegalArgumentException) {
            return detail(400, String.valueOf(error.getMessage()));
        }
        if (error instanceof AwsServiceException refused) {
            return ofEcs(refused);
        }
        if (error instanceof TimeoutException
                || error instanceof ApiCallTimeoutException
                || error instanceof ApiCallAttemptTimeoutException) {
            return detail(504, "ECS didn't answer in time. Try again.");
        }
        if (error instanceof SdkClientException) {
            return detail(502, "No answer from ECS. Try again; the application's log tells what failed.");
        }
        return detail(500, "The application's log tells what failed.");
    }

    private static ProblemDetail ofEcs(AwsServiceException refused) {
        AwsErrorDetails told = refused.awsErrorDetails();
        String sentence = told == null || told.errorMessage() == null ? "" : told.errorMessage() + " ";
        if (refused instanceof ServiceNotFoundException) {
            return detail(404, sentence + "Check the name of the service, and whether it is in that cluster.");
        }
        if (refused instanceof ClusterNotFoundException) {
            return detail(
                    404, sentence + "Check the name of the cluster; this application reads one account and region.");
        }
        if (refused instanceof InvalidParameterException) {
            return detail(400, sentence + "ECS refuses the request; change it.");
        }
        if (refused.isThrottlingException()) {
            return detail(503, "ECS throttles the calls of this application. Try again later.");
        }
        String code = ErrorCode.of(refused);
        return detail(502, "ECS refused the call (" + code + "); the application's log tells why.");
    }

    private static ProblemDetail detail(int status, String sentence) {
        return ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(status), sentence);
    }
}
