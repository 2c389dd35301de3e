package dev.deployflux.protocol;

import static dev.deployflux.protocol.Expected.byEmptiness;
import static dev.deployflux.protocol.Expected.missing;
import static dev.deployflux.protocol.Expected.refused;
import static dev.deployflux.protocol.Expected.rows;
import static dev.deployflux.protocol.Expected.servicesThere;
import static dev.deployflux.protocol.Expected.text;
import static dev.deployflux.protocol.Expected.texts;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedDeployment;
import dev.deployflux.simulator.SimulatedService;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.smithy.model.node.Node;

/** Where Smithy's members go in ECS's requests, and an account that answers differently to what they say. */
final class RequestPlaces {

    /** In Smithy's cases. */
    private static final Instant INSTANT = Instant.ofEpochSecond(946845296);

    private static final int BEFORE_IT = 4;
    private static final int IN_STATUS = 6;
    private static final int ROWS = 7;

    private static final Template WEB = new Template("{'service':'web'}");
    private static final Template NOTHING = new Template("{}");
    private static final String AFTER = "{'createdAt':{'after':VALUE}}";
    private static final String BEFORE = "{'createdAt':{'before':VALUE}}";
    private static final String WINDOW = "{'createdAt':VALUE}";
    private static final String STATUS = "{'status':VALUE}";
    private static final String MOST = "{'maxResults':VALUE}";

    private static final Map<String, String> STATUSES = Map.of("Foo", "SUCCESSFUL", "0", "PENDING");

    /** No request of our operations has a map. */
    static final Set<String> NOWHERE = Set.of("fooEnumMap");

    static final List<RequestPlace> ALL = List.of(
            describing("String", "{'services':[VALUE]}", missing()),
            listing(
                    "String",
                    "{'service':VALUE}",
                    refused("ServiceNotFoundException"),
                    (r, said) -> r.service(text(said))),
            new RequestPlace(
                    "Value",
                    Operation.LIST_SERVICES,
                    NOTHING,
                    new Template("{'cluster':VALUE}"),
                    Map.of(),
                    servicesThere(1),
                    (deployments, said) -> deployments.services(text(said))),
            answering("Integer", MOST, refused("InvalidParameterException")),
            answering("value", MOST, rows(5)),
            listing("Timestamp", AFTER, rows(ROWS - BEFORE_IT), (r, said) -> r.createdAt(c -> c.after(instant(said)))),
            listing("Timestamp", BEFORE, rows(BEFORE_IT), (r, said) -> r.createdAt(c -> c.before(instant(said)))),
            listing(
                    "UnixTimestamp",
                    AFTER,
                    rows(ROWS - BEFORE_IT),
                    (r, said) -> r.createdAt(c -> c.after(instant(said)))),
            listing("SimpleStruct", WINDOW, rows(ROWS), (r, said) -> r.createdAt(c -> {})),
            listing("EmptyStruct", WINDOW, rows(ROWS), (r, said) -> r.createdAt(c -> {})),
            describing(
                    "ListOfStrings",
                    "{'services':VALUE}",
                    byEmptiness(refused("InvalidParameterException"), missing())),
            listing(
                    "ListOfStrings",
                    STATUS,
                    byEmptiness(rows(ROWS), refused("InvalidParameterException")),
                    (r, said) -> r.statusWithStrings(texts(said))),
            listing("fooEnumList", STATUS, rows(IN_STATUS), (r, said) -> r.statusWithStrings(texts(said))),
            listing("fooEnumSet", STATUS, rows(IN_STATUS), (r, said) -> r.statusWithStrings(texts(said))),
            stopping("fooEnum1"),
            stopping("fooEnum2"),
            stopping("fooEnum3"),
            continuing("fooEnum1"),
            continuing("fooEnum2"),
            continuing("fooEnum3"),
            // No list of ECS's is sparse.
            describing("sparseStringList", "{'services':VALUE}", refused("SerializationException")),
            answering("sparseStringList", STATUS, refused("SerializationException")),
            listing(
                    "string",
                    "{'cluster':VALUE,'status':VALUE,'createdAt':VALUE,'nextToken':VALUE,'maxResults':VALUE}",
                    rows(ROWS),
                    (r, said) -> r.cluster(null).nextToken(null).maxResults(null)),
            new RequestPlace(
                    "string",
                    Operation.LIST_SERVICE_DEPLOYMENTS,
                    new Template("{'service':'web','createdAt':{}}"),
                    new Template(AFTER),
                    Map.of(),
                    rows(ROWS),
                    (deployments, said) ->
                            deployments.list(r -> r.service("web").createdAt(c -> c.after(null)))));

    private interface Asking {
        void fill(ListServiceDeploymentsRequest.Builder request, Node said);
    }

    private RequestPlaces() {}

    static EcsSimulator account() {
        EcsSimulator ecs = EcsSimulator.start();
        SimulatedService web = ecs.cluster("default").service("web");
        for (int i = 0; i < ROWS; i++) {
            web.add(SimulatedDeployment.builder()
                    .createdAt(INSTANT.plusSeconds(60L * (i - BEFORE_IT) + 30))
                    .status(i == 0 ? PENDING : i < IN_STATUS ? SUCCESSFUL : STOPPED)
                    .build());
        }
        ecs.cluster("Hi").service("greeter");
        return ecs;
    }

    static Stream<RequestPlace> of(ProtocolCase replayed) {
        return ALL.stream().filter(place -> place.fits(replayed));
    }

    /** What a subscriber of {@code list} can ask for. */
    private static RequestPlace listing(String member, String part, Expected expected, Asking asking) {
        return new RequestPlace(
                member,
                Operation.LIST_SERVICE_DEPLOYMENTS,
                WEB,
                new Template(part),
                STATUSES,
                expected,
                (deployments, said) -> deployments.list(r -> asking.fill(r.service("web"), said)));
    }

    /** What {@code list} refuses before it is sent, or what no client sends. */
    private static RequestPlace answering(String member, String part, Expected expected) {
        return new RequestPlace(
                member, Operation.LIST_SERVICE_DEPLOYMENTS, WEB, new Template(part), Map.of(), expected, null);
    }

    private static RequestPlace stopping(String member) {
        return choosing(
                member, Operation.STOP_SERVICE_DEPLOYMENT, "{'serviceDeploymentArn':'any'}", "{'stopType':VALUE}");
    }

    private static RequestPlace continuing(String member) {
        return choosing(
                member,
                Operation.CONTINUE_SERVICE_DEPLOYMENT,
                "{'serviceDeploymentArn':'any','hookId':'any'}",
                "{'action':VALUE}");
    }

    /** The words of ours that ECS refuses if it doesn't know them. */
    private static RequestPlace choosing(String member, Operation operation, String request, String part) {
        return new RequestPlace(
                member,
                operation,
                new Template(request),
                new Template(part),
                Map.of(),
                refused("InvalidParameterException"),
                null);
    }

    private static RequestPlace describing(String member, String part, Expected expected) {
        return new RequestPlace(
                member, Operation.DESCRIBE_SERVICES, NOTHING, new Template(part), Map.of(), expected, null);
    }

    private static Instant instant(Node said) {
        return Instant.ofEpochSecond(said.expectNumberNode().getValue().longValue());
    }
}
