package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client that sends its next request on the same connection as soon as it has an answer. Reactor Netty 1.3.6 and 1.3.7
 * read no more of such a connection once a request came before they had quite done with the one before and was answered
 * at once: <a href="https://github.com/reactor/reactor-netty/issues/4361">reactor-netty#4361</a>.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptConnectionTest {

    private static final String LATER = "/clusters/prod/services/wbe/deployments";
    private static final String AT_ONCE = "/clusters/prod/services/web/deployments?status=FROZEN";
    private static final String LENGTH = "content-length:";

    private final SseServer server = new SseServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRequestIsAnswered() throws IOException {
        server.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.latency(Duration.ofMillis(1))).always());
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.setTcpNoDelay(true);
            InputStream answers = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < 300; i++) {
                assertThat(ask(LATER, socket, answers)).contains(" 404 ");
                assertThat(ask(AT_ONCE, socket, answers)).contains(" 400 ");
                assertThat(ask(AT_ONCE, socket, answers)).contains(" 400 ");
            }
        }
    }

    /** Returns the status line of an answer that has been read whole. */
    private static String ask(String path, Socket socket, InputStream answers) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line(answers);
        int length = 0;
        for (String header = line(answers); !header.isEmpty(); header = line(answers)) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        assertThat(answers.readNBytes(length)).isNotEmpty().hasSize(length);
        return status;
    }

    private static String line(InputStream answers) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed after: " + line);
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }
}
