package dev.deployflux.webflux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;

/** The files of the page, which are read once. */
final class PageFiles {

    /** Where they are, beside this class. */
    static final String FOLDER = "page/";

    static final String INDEX = "index.html";

    /** All of them by name, as a jar and a native image can't be asked what is in a folder. */
    static final List<String> NAMES = List.of(
            INDEX,
            "address.js",
            "arn.js",
            "attention.js",
            "clock.js",
            "clusters.js",
            "colours.css",
            "detail.css",
            "detail.js",
            "dom.js",
            "header.js",
            "health.js",
            "icon.svg",
            "icons.js",
            "list.js",
            "log.js",
            "news.js",
            "page.css",
            "page.js",
            "row.css",
            "row.js",
            "server.js",
            "standing.js",
            "store.js",
            "stream.js",
            "times.js",
            "verdict.js",
            "words.js");

    private static final Map<String, MediaType> TYPES = Map.of(
            "html", MediaType.parseMediaType("text/html;charset=utf-8"),
            "css", MediaType.parseMediaType("text/css;charset=utf-8"),
            "js", MediaType.parseMediaType("text/javascript;charset=utf-8"),
            "svg", MediaType.parseMediaType("image/svg+xml"));

    /** A file, the type by which browsers take it, and the tag that names its content for caches. */
    static final class PageFile {

        final MediaType type;
        final String tag;

        /** Not to be changed. */
        final byte[] bytes;

        private PageFile(MediaType type, String tag, byte[] bytes) {
            this.type = type;
            this.tag = tag;
            this.bytes = bytes;
        }

        private static PageFile read(String name) {
            try (InputStream stream = PageFiles.class.getResourceAsStream(FOLDER + name)) {
                if (stream == null) {
                    throw new IllegalStateException(
                            FOLDER + name + " isn't beside " + PageFiles.class.getName() + ": the jar isn't whole");
                }
                byte[] bytes = stream.readAllBytes();
                String type = name.substring(name.lastIndexOf('.') + 1);
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
                return new PageFile(
                        Objects.requireNonNull(TYPES.get(type)),
                        '"' + HexFormat.of().formatHex(digest, 0, 12) + '"',
                        bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java has it
            }
        }
    }

    private PageFiles() {}

    /** Reads them. */
    static Map<String, PageFile> read() {
        return NAMES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), PageFile::read));
    }
}
