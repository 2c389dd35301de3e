package dev.deployflux.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users read: the README, and the guides that it links to. */
public final class Guides {

    private Guides() {}

    /** The files, the README first. */
    public static List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> guides = Files.list(Path.of("src", "docs"))) {
            guides.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** All of them as one text. */
    public static String text() {
        return files().stream().map(Guides::read).collect(Collectors.joining("\n"));
    }

    public static List<String> lines() {
        return text().lines().toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
