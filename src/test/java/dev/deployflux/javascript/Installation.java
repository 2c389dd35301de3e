package dev.deployflux.javascript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.deployflux.fixture.NeededProgram;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The driver with the SDK that its {@code package-lock.json} pins, in a folder of the build.
 *
 * @param node the program
 * @param folder where the driver and its modules are
 */
public record Installation(Path node, Path folder) {

    /** Which Node the SDK requires; {@code package.json} has it for npm. */
    static final int OLDEST_NODE = 20;

    private static final Path SOURCE = Path.of("src/test/js");
    private static final Path FOLDER = Path.of("target/javascript");
    private static final String DRIVER = "driver.mjs";
    private static final String MANIFEST = "package.json";
    private static final String LOCK = "package-lock.json";

    /** The lock again, among the modules that it pins: npm deletes it with them before it installs others. */
    private static final String INSTALLED = "node_modules/installed.json";

    private static final String TURN = "turn";
    private static final String NPM_OUTPUT = "npm.txt";
    private static final long LONGEST_MINUTES = 3;
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*", Pattern.DOTALL);

    /** Installs by npm what isn't installed yet. Empty where there is no Node with its npm, or npm failed and said so. */
    public static Optional<Installation> find() {
        Optional<Path> node = NeededProgram.find("NODE", "node");
        Optional<Path> npm = NeededProgram.find("NPM", "npm");
        if (node.isEmpty() || npm.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (!isNewEnough(node.get())) {
                return Optional.empty();
            }
            Files.createDirectories(FOLDER);
            // Tests may run in several processes, of which one installs.
            try (FileChannel turn = FileChannel.open(FOLDER.resolve(TURN), CREATE, WRITE);
                    FileLock held = turn.lock()) {
                copy(DRIVER, DRIVER);
                copy(MANIFEST, MANIFEST);
                copy(LOCK, LOCK);
                return held.isValid() && (isInstalled() || install(node.get(), npm.get()))
                        ? Optional.of(new Installation(node.get(), FOLDER))
                        : Optional.empty();
            }
        } catch (IOException e) {
            System.out.println("The JavaScript SDK can't be installed: " + e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Starts the driver; what it complains of goes to {@link #complaints()}. */
    Process start() throws IOException {
        return new ProcessBuilder(node.toString(), DRIVER)
                .directory(folder.toFile())
                .redirectError(complaints().toFile())
                .start();
    }

    Path complaints() {
        return folder.resolve("complaints-" + ProcessHandle.current().pid() + ".txt");
    }

    private static boolean isNewEnough(Path node) throws IOException {
        Process process = new ProcessBuilder(node.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        var version = VERSION.matcher(new String(process.getInputStream().readAllBytes(), UTF_8));
        return version.matches() && Integer.parseInt(version.group(1)) >= OLDEST_NODE;
    }

    private static boolean isInstalled() throws IOException {
        Path installed = FOLDER.resolve(INSTALLED);
        return Files.exists(installed) && Files.mismatch(installed, FOLDER.resolve(LOCK)) == -1;
    }

    /** Gives up soon where there is no network, since every build would wait for that again. */
    private static boolean install(Path node, Path npm) throws IOException, InterruptedException {
        System.out.println("npm installs the AWS SDK for JavaScript, by which the simulator is judged");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        npm.toString(),
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--engine-strict",
                        "--prefer-offline",
                        "--fetch-retries=1",
                        "--fetch-retry-mintimeout=1000",
                        "--fetch-timeout=30000"))
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve(NPM_OUTPUT).toFile());
        // npm is a script that runs the PATH's node, not the one beside it.
        builder.environment().merge("PATH", "", (path, none) -> node.getParent() + File.pathSeparator + path);
        Process process = builder.start();
        boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            System.out.println("npm failed:\n" + Files.readString(FOLDER.resolve(NPM_OUTPUT)));
            return false;
        }
        copy(LOCK, INSTALLED);
        return true;
    }

    private static void copy(String from, String to) throws IOException {
        Files.copy(SOURCE.resolve(from), FOLDER.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }
}
