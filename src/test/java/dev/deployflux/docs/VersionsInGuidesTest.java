package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions that the guides name are those that the tests run on. */
class VersionsInGuidesTest {

    private static final Pattern COORDINATES = Pattern.compile("`[\\w.]+:(?<artifact>[\\w-]+):(?<version>\\d[\\w.]*)`");

    /** By its jar on the class path. */
    private static String versionOf(String artifact) {
        Matcher jar = Pattern.compile("[/\\\\]" + Pattern.quote(artifact) + "-(\\d[\\w.]*)\\.jar")
                .matcher(System.getProperty("java.class.path") + File.pathSeparator);
        assertThat(jar.find()).as(artifact + " is on the class path").isTrue();
        return jar.group(1);
    }

    private static String nettyVersion() {
        return versionOf("netty-common").replace(".Final", "");
    }

    private static String property(String name) throws IOException {
        Matcher property =
                Pattern.compile("<" + Pattern.quote(name) + ">(.+)</").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(property.find()).as(name + " is a property of the pom").isTrue();
        return property.group(1);
    }

    private static String row(String of) {
        return row(Path.of("src", "docs", "compatibility.md"), of);
    }

    private static String row(Path guide, String of) {
        return Guides.read(guide)
                .lines()
                .filter(line -> line.startsWith("| " + of + " |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(guide + " has no row of " + of));
    }

    @Test
    void whatUsersAreToldToAddIsWhatIsTested() throws IOException {
        List<MatchResult> named = COORDINATES.matcher(Guides.text()).results().toList();

        assertThat(named).isNotEmpty().allSatisfy(each -> {
            String artifact = each.group(1);
            assertThat(each.group(2))
                    .as(artifact)
                    .isEqualTo(versionOf(artifact.equals("netty-bom") ? "netty-common" : artifact));
        });
    }

    @Test
    void theTableSaysOnWhatTheTestsRun() throws IOException {
        assertThat(row("AWS SDK for Java"))
                .startsWith("| AWS SDK for Java | %s on Netty %s;".formatted(versionOf("ecs"), nettyVersion()))
                .endsWith(" on Netty %s |".formatted(nettyVersion()));
        assertThat(row("Reactor")).contains("| reactor-core %s |".formatted(versionOf("reactor-core")));
        assertThat(row("Spring Boot, Spring WebFlux, Jackson, Micrometer"))
                .contains(
                        "| %s, %s, %s, %s, "
                                .formatted(
                                        versionOf("spring-boot"),
                                        versionOf("spring-webflux"),
                                        versionOf("jackson-databind"),
                                        versionOf("micrometer-core")),
                        "Reactor Netty %s ".formatted(versionOf("reactor-netty-http")),
                        "Netty %s |".formatted(nettyVersion()));
        assertThat(row("Spring Security in front of the routes"))
                .contains("| %s |".formatted(versionOf("spring-security-web")));
    }

    @Test
    void theTableSaysWhichVersionsAreTheOldest() throws IOException {
        assertThat(row("AWS SDK for Java")).contains("| %s,".formatted(property("oldest-aws-sdk.version")));
        assertThat(row("Reactor")).contains("| %s:".formatted(property("oldest-reactor.version")));
    }

    @Test
    void theReadmesShortTableSaysTheSame() throws IOException {
        Path readme = Path.of("README.md");
        assertThat(row(readme, "AWS SDK for Java v2"))
                .contains("| %s | %s |".formatted(versionOf("ecs"), property("oldest-aws-sdk.version")));
        assertThat(row(readme, "Reactor"))
                .contains("| reactor-core %s | %s |"
                        .formatted(versionOf("reactor-core"), property("oldest-reactor.version")));
        assertThat(row(readme, "Spring Boot, for beans, routes and meters"))
                .contains(
                        "| %s, ".formatted(versionOf("spring-boot")),
                        "Reactor Netty " + versionOf("reactor-netty-http"));
    }
}
