package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class of the tests' class path in a Java process of its own, for what needs other options of the JVM. */
public final class ChildJvm {

    private ChildJvm() {}

    /** What it printed; fails if it exits with another code than 0. */
    public static String run(Path workingDirectory, List<String> jvmOptions, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        return run(System.getProperty("java.class.path"), workingDirectory, jvmOptions, mainClass, arguments);
    }

    /** Likewise on another class path. */
    public static String run(
            String classPath, Path workingDirectory, List<String> jvmOptions, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath));
        command.addAll(jvmOptions);
        command.add(mainClass);
        command.addAll(arguments);
        Path printed = Files.createTempFile("child", ".log"); // a pipe would be read on through a test's timeout
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .directory(workingDirectory.toFile())
                .start();
        try {
            int exit = process.waitFor();
            String output = Files.readString(printed);
            assertThat(exit).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
            Files.delete(printed);
        }
    }
}
