package dev.deployflux.javascript;

import dev.deployflux.NeededProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The driver with the SDK that its {@code package.json} pins, in a folder of the build.
 *
 * @param node the program
 * @param folder where the driver and its modules are
 */
record Installation(Path node, Path folder) {

    private static final Path SOURCE = Path.of("src/test/js");
    private static final Path FOLDER = Path.of("target/javascript");
    private static final String DRIVER = "driver.mjs";
    private static final String MANIFEST = "package.json";
    private static final String INSTALLED = "installed.json";
    private static final String NPM_OUTPUT = "npm.txt";
    private static final long LONGEST_MINUTES = 5;

    /** Installs by npm what isn't installed yet. Empty where there is no Node with its npm, or npm failed and said so. */
    static Optional<Installation> find() {
        Optional<Path> node = NeededProgram.find("NODE", "node");
        Optional<Path> npm = NeededProgram.find("NPM", "npm");
        if (node.isEmpty() || npm.isEmpty()) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(FOLDER);
            copy(DRIVER, DRIVER);
            copy(MANIFEST, MANIFEST);
            return isInstalled() || install(npm.get())
                    ? Optional.of(new Installation(node.get(), FOLDER))
                    : Optional.empty();
        } catch (IOException e) {
            System.out.println("The JavaScript SDK can't be installed: " + e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Starts the driver; what it complains of goes to {@code complaints.txt}. */
    Process start() throws IOException {
        return new ProcessBuilder(node.toString(), DRIVER)
                .directory(folder.toFile())
                .redirectError(complaints().toFile())
                .start();
    }

    Path complaints() {
        return folder.resolve("complaints.txt");
    }

    private static boolean isInstalled() throws IOException {
        Path installed = FOLDER.resolve(INSTALLED);
        return Files.exists(installed) && Files.mismatch(installed, FOLDER.resolve(MANIFEST)) == -1;
    }

    private static boolean install(Path npm) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        npm.toString(),
                        "install",
                        "--no-package-lock",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--engine-strict"))
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve(NPM_OUTPUT).toFile())
                .start();
        boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            System.out.println("npm install failed:\n" + Files.readString(FOLDER.resolve(NPM_OUTPUT)));
            return false;
        }
        copy(MANIFEST, INSTALLED);
        return true;
    }

    private static void copy(String from, String to) throws IOException {
        Files.copy(SOURCE.resolve(from), FOLDER.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }
}
