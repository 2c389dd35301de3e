package dev.deployflux;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Whether tests that need another project's program are run, left out with a reason, or failed because the environment
 * says that they are required.
 *
 * @param variable the environment's variable; {@code required} fails the tests where the program is missing
 * @param leftOut what is said then, and what to install
 */
public record NeededProgram(String variable, String leftOut) {

    private static final String REQUIRED = "required";

    /** The first of the names that is a program of the {@code PATH}, or the one that the variable names instead. */
    public static Optional<Path> find(String variable, String... names) {
        return find(System.getenv(variable), System.getenv("PATH"), List.of(names));
    }

    /** A folder is executable too, and a project may well have one called {@code node}. */
    static Optional<Path> find(@Nullable String named, String path, List<String> names) {
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(path.split(File.pathSeparator))
                        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)));
        return candidates
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .map(Path::toAbsolutePath)
                .findFirst();
    }

    /** By the environment of this process. */
    public ConditionEvaluationResult decide(Optional<?> found) {
        return decide(found, System.getenv(variable));
    }

    ConditionEvaluationResult decide(Optional<?> found, @Nullable String wish) {
        if (found.isPresent()) {
            return ConditionEvaluationResult.enabled("there is " + found.get());
        }
        if (REQUIRED.equals(wish)) {
            throw new ExtensionConfigurationException("%s is \"%s\". %s".formatted(variable, REQUIRED, leftOut));
        }
        return ConditionEvaluationResult.disabled(leftOut);
    }
}
