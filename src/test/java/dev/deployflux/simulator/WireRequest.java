package dev.deployflux.simulator;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A request as it came over HTTP. */
final class WireRequest {

    private final String method;
    private final String target;
    private final HttpHeaders headers;
    private final byte[] body;

    /** {@code target} is the path and the query of the first line. The body isn't copied. */
    WireRequest(String method, String target, HttpHeaders headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    String method() {
        return method;
    }

    HttpHeaders headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /**
     * Whether it is of the protocol, awsJson1_1, which posts everything to the root. Parameters of the content's type, such
     * as a charset, say nothing.
     */
    boolean isAwsJson() {
        String contentType = headers.get("content-type");
        return method.equals("POST")
                && path().equals("/")
                && contentType != null
                && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/x-amz-json-1.1");
    }

    /** The headers by their names in lower case; the last value where one repeats. */
    Map<String, String> headersByLowerCaseName() {
        Map<String, String> all = new HashMap<>();
        headers.forEach(header -> all.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return all;
    }
}
