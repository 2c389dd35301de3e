package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.docs.Guides;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.Operation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README's main job, and the answer to a request that asks for what there is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoApplicationTest {

    private static final Pattern CURL = Pattern.compile("curl -N localhost:8080(/\\S+)");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext demo;
    private String port;

    @BeforeAll
    void start() {
        demo = DemoApplication.start("--server.port=0");
        port = demo.getEnvironment().getRequiredProperty("local.server.port");
    }

    @AfterAll
    void stop() {
        demo.close();
    }

    @AfterEach
    void heal() {
        simulator().faults().clear();
    }

    private EcsSimulator simulator() {
        return demo.getBean(SimulatedShop.class).simulator();
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
    }

    @ParameterizedTest
    @MethodSource("curls")
    void everyCurlOfTheGuidesIsAnswered(String path) throws IOException, InterruptedException {
        simulator().faults().clear();

        assertThat(http.send(get(path), BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    static Stream<String> curls() {
        return Pattern.compile("curl -N '?localhost:8080(/[^\\s'`]+)")
                .matcher(Guides.text())
                .results()
                .map(curl -> curl.group(1));
    }

    @Test
    void theReadmesCurlStreamsRowsAsTheirPagesArrive() throws IOException, InterruptedException {
        var curl = CURL.matcher(Guides.text());
        assertThat(curl.find()).isTrue();
        HeldFault thirdPage = Fault.hold();
        simulator().faults().clear();
        simulator()
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(thirdPage).skip(2));

        var response = http.send(get(curl.group(1)), BodyHandlers.ofLines());
        Iterator<String> lines = response.body().iterator();
        for (int row = 1; row <= 200; row++) {
            assertThat(lines.next()).contains("service-deployment/prod/web/");
        }
        thirdPage.release();
        int rows = 200;
        for (; lines.hasNext(); rows++) {
            lines.next();
        }

        assertThat(response.headers().firstValue("content-type")).contains("application/x-ndjson");
        assertThat(rows).isEqualTo(2_501);
    }

    /** Its buttons break things. A server for everybody would answer at this address too, which is Linux's alone. */
    @Test
    void onlyThisMachineIsAnswered() {
        assertThatThrownBy(() -> new Socket("127.0.0.2", Integer.parseInt(port)).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aLineIsAWholeJsonObject() throws IOException, InterruptedException {
        var response = http.send(
                get("/clusters/prod/services/api/deployments?status=ROLLBACK_SUCCESSFUL,ROLLBACK_FAILED"),
                BodyHandlers.ofString());
        List<JsonNode> rows = response.body().lines().map(JSON::readTree).toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row.path("status").stringValue()).startsWith("ROLLBACK_");
            assertThat(row.path("statusReason").stringValue()).isNotBlank();
            assertThat(row.path("createdAt").stringValue()).endsWith("Z");
        });
    }

    @Test
    void noAnswerFromEcsIsToldAsSuch() throws IOException, InterruptedException {
        simulator().faults().clear();
        simulator()
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.resetBeforeResponse()).always());

        var response = http.send(get("/clusters/prod/services/web/deployments"), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(JSON.readTree(response.body()).path("detail").stringValue()).startsWith("No answer from ECS.");
    }

    @ParameterizedTest
    @CsvSource({
        "/clusters/prod/services/wbe/deployments, 404, Service not found., Check the name of the service",
        "/clusters/pord/services/web/deployments, 404, Cluster not found., Check the name of the cluster",
        "/clusters/prod/services/web/deployments?status=FROZEN, 400, status is, IN_PROGRESS",
        "/clusters/prod/services/%20/deployments, 400, service is not set, name the service",
    })
    void aWrongNameIsAnsweredWithWhatToDo(String path, int status, String problem, String remedy)
            throws IOException, InterruptedException {
        var response = http.send(get(path), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(JSON.readTree(response.body()).path("detail").stringValue())
                .startsWith(problem)
                .contains(remedy);
    }
}
