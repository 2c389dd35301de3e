package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;

/** The route of the page: what its files are sent with, and what may be in them. */
class PageRouteTest {

    private static final Path FOLDER = Path.of("src/main/resources/dev/deployflux/webflux/page");
    static final List<String> NAMES = PageFiles.NAMES;

    private final WebTestClient http = WebTestClient.bindToRouterFunction(
                    RouterFunctions.nest(RequestPredicates.path("/deployflux"), DeploymentRoutes.page()))
            .build();

    private static String address(String name) {
        return name.equals("index.html") ? "/deployflux/" : "/deployflux/page/" + name;
    }

    private static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    @Test
    void everyFileOfTheFolderIsServed() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(NAMES);
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void aFileIsSentAsWhatItIsAndLetsNothingElseBeLoaded(String name) throws IOException {
        WebTestClient.ResponseSpec answer = http.get().uri(address(name)).exchange();

        answer.expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .valueEquals("Referrer-Policy", "no-referrer")
                .expectHeader()
                .valueEquals("Cache-Control", "no-cache")
                .expectHeader()
                .valueMatches("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; .*");
        assertThat(answer.expectBody(String.class).returnResult().getResponseBody())
                .isEqualTo(text(name));
        HttpHeaders headers = answer.returnResult(String.class).getResponseHeaders();
        assertThat(String.valueOf(headers.getContentType()))
                .startsWith(
                        switch (name.substring(name.lastIndexOf('.'))) {
                            case ".js" -> "text/javascript";
                            case ".css" -> "text/css";
                            case ".svg" -> "image/svg+xml";
                            default -> "text/html";
                        });
        assertThat(String.valueOf(headers.getFirst("Content-Security-Policy")))
                .doesNotContain("unsafe", "*", "http", "data:");
    }

    @Test
    void whoHasAFileIsToldThatItIsTheSame() {
        String tag = Objects.requireNonNull(http.get()
                .uri("/deployflux/page/page.js")
                .exchange()
                .returnResult(String.class)
                .getResponseHeaders()
                .getETag());

        http.get()
                .uri("/deployflux/page/page.js")
                .header("If-None-Match", tag)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectBody()
                .isEmpty();
        http.get()
                .uri("/deployflux/page/store.js")
                .header("If-None-Match", tag)
                .exchange()
                .expectStatus()
                .isOk();
        http.head()
                .uri("/deployflux/")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .exists("ETag")
                .expectBody()
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/deployflux, ./deployflux/",
        "/deployflux?open=prod&access_token=a%2Bb, ./deployflux/?open=prod&access_token=a%2Bb"
    })
    void withoutASlashItLeadsToTheOneWithItWhateverIsInFront(String address, String location) {
        http.get()
                .uri(URI.create(address))
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.TEMPORARY_REDIRECT)
                .expectHeader()
                .valueEquals("Location", location);
    }

    @ParameterizedTest
    @CsvSource({"/deployflux/page/none.js", "/deployflux/page/..%2FWire.class", "/deployflux/page/index.html.js"})
    void thereIsNoOtherFile(String address) {
        http.get().uri(URI.create(address)).exchange().expectStatus().isNotFound();
    }

    /** A jar is asked by others' addresses, too: what is in the files must lead nowhere else. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void noFileAsksAnotherServerOrSetsMarkup(String name) throws IOException {
        String text =
                text(name).replace("http://www.w3.org/2000/svg", "").replace("https://${region}.${host}/ecs/v2/", "");

        assertThat(text).doesNotContain("http://", "https://", "\"//", "'//");
        assertThat(text)
                .doesNotContain(
                        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function");
        assertThat(text).doesNotContain("href=\"/", "src=\"/", "fetch(\"/", "@import", "url(");
        assertThat(text.lines().count()).isLessThanOrEqualTo(300);
    }

    /** As the policy refuses them. */
    @Test
    void theMarkupHasNeitherScriptsNorStylesOfItsOwn() throws IOException {
        assertThat(text("index.html"))
                .doesNotContain("<style", "style=")
                .doesNotContainPattern(Pattern.compile("\\son\\w+="))
                .doesNotContainPattern(Pattern.compile("<script(?![^>]*\\ssrc=)"));
    }

    /** One after the other, each would cost a round trip. */
    @Test
    void allModulesAreAskedForAtOnce() throws IOException {
        String markup = text("index.html");

        assertThat(NAMES).filteredOn(name -> name.endsWith(".js")).allSatisfy(name -> assertThat(markup)
                .containsPattern("(modulepreload\" href|type=\"module\" src)=\"page/" + Pattern.quote(name) + "\""));
    }
}
