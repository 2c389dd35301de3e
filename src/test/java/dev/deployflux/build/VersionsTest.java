package dev.deployflux.build;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** The tests run on the versions that the build names, or its profiles of the oldest, and on no others beside. */
class VersionsTest {

    private static final Set<String> BEYOND_THE_CORE = Set.of(
            "autoconfigure",
            "contract",
            "crowd",
            "demo",
            "docs",
            "javascript",
            "micrometer",
            "operations",
            "page",
            "protocol",
            "proxies",
            "redis",
            "replicas",
            "simulator",
            "soak",
            "validator",
            "webflux");

    private static final Pattern IN_REPOSITORY =
            Pattern.compile("(?<library>.+)[/\\\\](?<version>[^/\\\\]+)[/\\\\][^/\\\\]+\\.jar");

    private static String versionOf(String library) {
        String property = "deployflux." + library + ".version";
        String version = System.getProperty(property, "");
        assertThat(version).as("%s, which the pom gives to the tests", property).isNotEmpty();
        return version;
    }

    private static String jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    @Test
    void reactorIsTheOneThatIsNamed() {
        assertThat(jarOf(Flux.class)).endsWith("/reactor-core-" + versionOf("reactor") + ".jar");
    }

    @Test
    void theSdkIsTheOneThatIsNamed() {
        String version = versionOf("aws-sdk");
        assertThat(jarOf(EcsAsyncClient.class)).endsWith("/ecs-" + version + ".jar");
        assertThat(jarOf(SdkPojo.class)).endsWith("/sdk-core-" + version + ".jar");
        assertThat(jarOf(NettyNioAsyncHttpClient.class)).endsWith("/netty-nio-client-" + version + ".jar");
    }

    @Test
    void springBootIsTheOneThatIsNamed() {
        assertThat(jarOf(SpringApplication.class)).endsWith("/spring-boot-" + versionOf("spring-boot") + ".jar");
    }

    @Test
    void nettyIsOfOneVersion() {
        assertThat(Version.identify().values())
                .extracting(Version::artifactVersion)
                .isNotEmpty()
                .allSatisfy(version -> assertThat(jarOf(Version.class)).endsWith("/netty-common-" + version + ".jar"));
    }

    /** What Netty tells of itself is the last version of each jar; here are all, and those of other libraries too. */
    @Test
    void noLibraryIsThereInTwoVersions() {
        Map<String, Set<String>> versions = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path"))
                .map(IN_REPOSITORY::matcher)
                .filter(Matcher::matches)
                .collect(groupingBy(jar -> jar.group("library"), mapping(jar -> jar.group("version"), toSet())));

        assertThat(versions.keySet()).anyMatch(library -> library.endsWith("ecs"));
        assertThat(versions)
                .allSatisfy((library, found) -> assertThat(found).as(library).hasSize(1));
    }

    /** The profile names packages, so that a new one would be left out in silence. */
    @Test
    void everyPackageOfTheCoresTestsRunsOnTheOldestVersions() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        List<String> packages;
        try (Stream<Path> folders = Files.list(Path.of("src/test/java/dev/deployflux"))) {
            packages = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !BEYOND_THE_CORE.contains(name))
                    .toList();
        }

        assertThat(packages).contains("watch").allSatisfy(name -> assertThat(pom)
                .contains("<include>dev/deployflux/" + name + "/*Test.java</include>"));
    }
}
