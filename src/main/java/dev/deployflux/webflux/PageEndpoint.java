package dev.deployflux.webflux;

import dev.deployflux.webflux.PageFiles.PageFile;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The page for people. It asks for events and health beside it by relative addresses alone. */
final class PageEndpoint {

    /** Nothing but what this server sends may run, be shown or be asked; nobody else may put the page into a frame. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final Map<String, PageFile> files = PageFiles.read();

    /** The page itself. Its relative addresses need a slash at the end of its own, so without one it is elsewhere. */
    Mono<ServerResponse> index(ServerRequest request) {
        String path = request.uri().getRawPath();
        return path.endsWith("/") || path.isEmpty()
                ? file(request, PageFiles.INDEX)
                : ServerResponse.temporaryRedirect(withSlash(path, request.uri().getRawQuery()))
                        .header("Cache-Control", "no-store")
                        .build();
    }

    /** Relative, as a proxy may have taken a prefix away. The dot keeps a colon from looking like that of a scheme. */
    private static URI withSlash(String path, @Nullable String query) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return URI.create("./" + last + "/" + (query == null ? "" : "?" + query));
    }

    /** Its scripts, styles and icon. */
    Mono<ServerResponse> asset(ServerRequest request) {
        return file(request, request.pathVariable("file"));
    }

    private Mono<ServerResponse> file(ServerRequest request, String name) {
        PageFile file = files.get(name);
        if (file == null) {
            throw Problem.exception(
                    HttpStatus.NOT_FOUND,
                    "The page has no file " + Query.quoted(name) + ". The page itself is at ./..");
        }
        // Taken from the cache only after asking, so that a new version of the library shows its own page at once.
        return request.checkNotModified(file.tag).switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
                .contentType(file.type)
                .contentLength(file.bytes.length)
                .eTag(file.tag)
                .header("Cache-Control", "no-cache")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .body(Body.of(Flux.just(file.bytes)))));
    }
}
