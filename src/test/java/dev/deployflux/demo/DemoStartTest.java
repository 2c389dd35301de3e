package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** What the demo says when it can't start: one message, and no stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class DemoStartTest {

    private static void failsToStart(CapturedOutput output, String... args) {
        assertThatThrownBy(() -> DemoApplication.start(args)).isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("\tat ");
    }

    @Test
    void aPortInUseIsNamed(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(null))) {
            failsToStart(output, "--server.address=127.0.0.1", "--server.port=" + taken.getLocalPort());

            assertThat(output).contains("Port " + taken.getLocalPort() + " was already in use");
        }
    }

    /** Spring Boot's own health would be DOWN without one. */
    @Test
    void noRedisIsAskedFor() throws IOException, InterruptedException {
        try (ConfigurableApplicationContext demo = DemoApplication.start("--server.port=0")) {
            String port = demo.getEnvironment().getRequiredProperty("local.server.port");
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health"))
                    .build();

            assertThat(HttpClient.newHttpClient()
                            .send(health, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoJoinsNobodyIsToldWhatToDo(CapturedOutput output) {
        failsToStart(output, "--server.port=0", "--deployflux.demo.join=http://localhost:1");

        assertThat(output)
                .contains("There is no demo with a simulated account at http://localhost:1.")
                .contains("Start one there first");
    }

    @Test
    void missingCredentialsAreToldWithWhatToDo(CapturedOutput output) {
        failsToStart(output, "--server.port=0", "--deployflux.demo.aws=true");

        assertThat(output).contains("There are no AWS credentials").contains("set AWS_ACCESS_KEY_ID");
    }

    @Test
    void aMissingRegionIsToldWithWhatToDo(CapturedOutput output) {
        System.setProperty("aws.accessKeyId", "someone");
        System.setProperty("aws.secretAccessKey", "secret");
        try {
            failsToStart(output, "--server.port=0", "--deployflux.demo.aws=true");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }

        assertThat(output).contains("There is no AWS region").contains("Set AWS_REGION");
    }
}
