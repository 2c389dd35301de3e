package dev.deployflux.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A call that reached the simulator, as far as it is known when the {@link CallLog} is asked.
 *
 * @param number counts all calls of the simulator from 1, in the order of their arrival
 * @param operation what was called
 * @param request the request's JSON
 * @param headers the request's headers by their names in lower case; the last value where one repeats
 * @param status the HTTP status of the answer; empty while there is none, and for ever if none was sent
 * @param errorCode the code of an error answer, such as {@code ThrottlingException}
 * @param fault what was done to this call
 * @param aborted whether the client closed the connection before the whole answer was written
 */
public record Call(
        long number,
        Operation operation,
        JsonNode request,
        Map<String, String> headers,
        OptionalInt status,
        Optional<String> errorCode,
        Optional<Fault> fault,
        boolean aborted) {

    /** Copies the headers. */
    public Call {
        headers = Map.copyOf(headers);
    }

    /** The request's {@code service}, as the client wrote it. */
    public Optional<String> service() {
        return member("service");
    }

    /** The request's {@code cluster}, as the client wrote it. */
    public Optional<String> cluster() {
        return member("cluster");
    }

    /** The request's {@code nextToken}; empty on a first page. */
    public Optional<String> nextToken() {
        return member("nextToken");
    }

    /** The ARNs that a call describes: the request's {@code serviceDeploymentArns} or {@code serviceRevisionArns}. */
    public List<String> arns() {
        return Stream.of("serviceDeploymentArns", "serviceRevisionArns")
                .flatMap(name -> request.path(name).valueStream())
                .map(arn -> arn.asString(""))
                .toList();
    }

    /** The request's {@code services}, by name or ARN, as the client wrote them. */
    public List<String> services() {
        return request.path("services")
                .valueStream()
                .map(service -> service.asString(""))
                .toList();
    }

    /** The {@code User-Agent} header, or the empty text. */
    public String userAgent() {
        return headers.getOrDefault("user-agent", "");
    }

    private Optional<String> member(String name) {
        return request.path(name).stringValueOpt();
    }
}
