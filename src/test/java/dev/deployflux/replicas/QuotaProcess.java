package dev.deployflux.replicas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process that this one has started, and what it told last. */
final class QuotaProcess implements AutoCloseable {

    static final String PREFIX = "state ";

    /** What it tells of the bucket, and since when this process knows. */
    record Word(long nanos, double perSecond, int members, boolean storeAway, int answers, int throttled) {

        static Word of(String line) {
            String[] words = line.substring(PREFIX.length()).split(" ", -1);
            return new Word(
                    System.nanoTime(),
                    Double.parseDouble(words[0]),
                    Integer.parseInt(words[1]),
                    Boolean.parseBoolean(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]));
        }
    }

    private final Process process;
    private final List<Word> words = new ArrayList<>();

    QuotaProcess(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", main.getName()));
        command.addAll(List.of(arguments));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::read, "words of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(PREFIX)) {
                    Word word = Word.of(line);
                    synchronized (words) {
                        words.add(word);
                    }
                }
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    List<Word> words() {
        synchronized (words) {
            return List.copyOf(words);
        }
    }

    Word last() {
        synchronized (words) {
            return words.isEmpty() ? new Word(System.nanoTime(), 0, 0, false, 0, 0) : words.get(words.size() - 1);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
