package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.ChildJvm;
import dev.deployflux.webflux.DeploymentView;
import dev.deployflux.webflux.FeedHealthView;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.support.SpringFactoriesLoader;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a native image needs: hints for what is written as JSON or bound, and beans that can be made ahead of time. */
class AotTest {

    private static final List<String> PROPERTIES = List.of(
            "--server.port=0",
            "--spring.main.web-application-type=reactive",
            "--spring.main.banner-mode=off",
            "--logging.level.root=warn",
            "--management.endpoint.health.show-components=always",
            "--deployflux.feed.clusters=prod",
            "--deployflux.web.enabled=true",
            "--deployflux.web.page=true");

    /** The given ones, and the records that are in them. */
    private static Set<Class<?>> withParts(Class<?>... roots) {
        Set<Class<?>> found = new LinkedHashSet<>();
        Arrays.stream(roots).forEach(root -> add(ResolvableType.forClass(root), found));
        return found;
    }

    private static void add(ResolvableType type, Set<Class<?>> found) {
        Arrays.stream(type.getGenerics()).forEach(generic -> add(generic, found));
        Class<?> record = type.resolve(Object.class);
        if (record.isRecord() && found.add(record)) {
            for (RecordComponent component : record.getRecordComponents()) {
                add(ResolvableType.forMethodReturnType(component.getAccessor()), found);
            }
        }
    }

    /** What feeds' stores keep of the SDK, and what is in that. */
    private static Set<Class<?>> builders() {
        Set<Class<?>> found = new LinkedHashSet<>();
        addBuilders(ResolvableType.forClass(ServiceDeploymentBrief.serializableBuilderClass()), found);
        addBuilders(ResolvableType.forClass(ServiceDeployment.serializableBuilderClass()), found);
        return found;
    }

    private static void addBuilders(ResolvableType type, Set<Class<?>> found) {
        Arrays.stream(type.getGenerics()).forEach(generic -> addBuilders(generic, found));
        Class<?> builder = type.resolve(Object.class);
        if (builder.getSimpleName().equals("BuilderImpl") && found.add(builder)) {
            Arrays.stream(builder.getMethods())
                    .filter(method -> method.getName().startsWith("set"))
                    .forEach(setter -> addBuilders(ResolvableType.forMethodParameter(setter, 0), found));
        }
    }

    @Test
    void everythingThatIsWrittenAsJsonIsKept() {
        RuntimeHints hints = new RuntimeHints();
        ClassLoader loader = getClass().getClassLoader();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories", loader)
                .load(RuntimeHintsRegistrar.class)
                .stream()
                .filter(registrar -> registrar.getClass().getName().startsWith("dev.deployflux"))
                .forEach(registrar -> registrar.registerHints(hints, loader));

        assertThat(withParts(DeploymentView.class, FeedHealthView.class))
                .hasSizeGreaterThan(5)
                .allSatisfy(type -> {
                    assertThat(RuntimeHintsPredicates.reflection()
                                    .onConstructorInvocation(type.getDeclaredConstructors()[0]))
                            .accepts(hints);
                    assertThat(type.getRecordComponents()).allSatisfy(component -> assertThat(
                                    RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
                            .accepts(hints));
                });
        assertThat(builders()).hasSizeGreaterThan(10).allSatisfy(builder -> {
            assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(builder.getDeclaredConstructor()))
                    .accepts(hints);
            assertThat(builder.getMethods())
                    .filteredOn(method -> method.getName().matches("[gs]et[A-Z].*"))
                    .filteredOn(method -> method.getDeclaringClass() == builder)
                    .allSatisfy(method -> assertThat(
                                    RuntimeHintsPredicates.reflection().onMethodInvocation(method))
                            .accepts(hints));
        });
    }

    @Test
    void theFilesOfThePageAreKept() throws IOException {
        RuntimeHints hints = new RuntimeHints();
        ClassLoader loader = getClass().getClassLoader();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories", loader)
                .load(RuntimeHintsRegistrar.class)
                .forEach(registrar -> registrar.registerHints(hints, loader));

        try (Stream<Path> files = Files.list(Path.of("src/main/resources/dev/deployflux/webflux/page"))) {
            assertThat(files).hasSizeGreaterThan(10).allSatisfy(file -> assertThat(RuntimeHintsPredicates.resource()
                            .forResource("dev/deployflux/webflux/page/" + file.getFileName()))
                    .accepts(hints));
        }
    }

    @Test
    @Timeout(180)
    void anApplicationThatWasProcessedAheadOfTimeAnswers(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path sources = directory.resolve("sources");
        Path resources = directory.resolve("resources");
        Path classes = directory.resolve("classes");
        String classPath = absolute(System.getProperty("java.class.path"));
        ChildJvm.run(
                classPath,
                directory,
                ChildJvm.SHORT_LIVED,
                SpringApplicationAotProcessor.class.getName(),
                Stream.concat(
                                Stream.of(
                                        AotApplication.class.getName(),
                                        sources.toString(),
                                        resources.toString(),
                                        classes.toString(),
                                        "dev.deployflux",
                                        "aot"),
                                PROPERTIES.stream())
                        .toList());
        compile(sources, classes, classPath);
        String metadata = Files.readString(
                resources.resolve("META-INF/native-image/dev.deployflux/aot/reachability-metadata.json"));
        assertThat(withParts(DeployfluxProperties.class)).hasSizeGreaterThan(8).allSatisfy(bound -> assertThat(metadata)
                .contains('"' + bound.getName() + '"'));

        List<String> lines = ChildJvm.run(
                        String.join(File.pathSeparator, classes.toString(), resources.toString(), classPath),
                        directory,
                        Stream.concat(ChildJvm.SHORT_LIVED.stream(), Stream.of("-Dspring.aot.enabled=true"))
                                .toList(),
                        AotApplication.class.getName(),
                        PROPERTIES)
                .lines()
                .toList();

        assertThat(lines).contains("ahead of time: true");
        assertThat(lines)
                .filteredOn(line -> line.contains("\"serviceDeploymentArn\""))
                .hasSize(3);
        assertThat(lines).anyMatch(line -> line.contains("\"polling\":false"));
        assertThat(lines).anyMatch(line -> line.contains("src=\"page/page.js\""));
        assertThat(lines).anyMatch(line -> line.contains("\"status\":404") && line.contains("Check the name of the"));
        assertThat(lines).anyMatch(line -> line.contains("\"deployflux\":{\"status\":\"UP\"}"));
    }

    private static String absolute(String classPath) {
        return String.join(
                File.pathSeparator,
                Stream.of(classPath.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    private static void compile(Path sources, Path classes, String classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> all = Files.walk(sources);
                StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> java =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", classes.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
                            .call())
                    .isTrue();
        }
    }
}
