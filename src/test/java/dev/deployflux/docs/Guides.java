package dev.deployflux.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users read: the README, and the guides that it links to. */
public final class Guides {

    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

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

    /** Whether there is a file, and a heading if it names one, where a link in this file leads; the web isn't asked. */
    public static boolean leadsSomewhere(Path from, String link) {
        if (link.startsWith("http")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path folder = from.getParent() == null ? Path.of("") : from.getParent();
        Path target = parts[0].isEmpty() ? from : folder.resolve(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).anyMatch(parts[1]::equals));
    }

    /** As GitHub makes them. */
    private static Stream<String> anchors(Path file) {
        return HEADING.matcher(read(file)).results().map(heading -> heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
