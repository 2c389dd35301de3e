package dev.deployflux.webflux;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/1.1 that sends what it likes, when it likes. Blocks while it reads. */
final class RawClient implements AutoCloseable {

    /** How a client may go. */
    enum Leaving {
        HALF_CLOSED,
        CLOSED,
        RESET
    }

    static final String EVENTS = get("/events");

    /** Small, so that what a client doesn't read stays with the server. */
    private static final int RECEIVE_BUFFER = 4 * 1024;

    private final Socket socket = new Socket();
    private final InputStream answers;

    RawClient(int port) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("localhost", port));
        answers = new BufferedInputStream(socket.getInputStream(), RECEIVE_BUFFER);
    }

    /** A request for a path, without a body. */
    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** Sends this, and waits for the rest of the connection to take it. */
    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The status line and the headers of the next answer, in small letters. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            head.append(line.toLowerCase(Locale.ROOT)).append('\n');
        }
        return head.toString();
    }

    /** Reads up to a line that contains this; fails if there is none before the connection ends. */
    void await(String text) throws IOException {
        for (String line = line(); line == null || !line.contains(text); line = line()) {
            if (line == null) {
                throw new AssertionError("the connection was closed before there was: " + text);
            }
        }
    }

    /** Reads so many bytes, whatever they are. */
    void skip(int bytes) throws IOException {
        answers.skipNBytes(bytes);
    }

    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                return null;
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    void leave(Leaving how) throws IOException {
        switch (how) {
            case HALF_CLOSED -> socket.shutdownOutput();
            case CLOSED -> socket.close();
            case RESET -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
