package dev.deployflux.protocol;

import static dev.deployflux.protocol.Seen.ofDeployment;
import static dev.deployflux.protocol.Seen.ofRow;
import static dev.deployflux.protocol.Seen.ofService;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * Where Smithy's members go in ECS's answers: into a row of the list, and what a row hasn't into a description. The
 * details of a hook are a document, which can be all that JSON can.
 */
final class AnswerPlaces {

    private static final String REASON = "{'serviceDeployments':[{'statusReason':VALUE}]}";
    private static final String CREATED = "{'serviceDeployments':[{'createdAt':VALUE}]}";
    private static final String STATUS = "{'serviceDeployments':[{'status':VALUE}]}";
    private static final String ROWS = "{'serviceDeployments':VALUE}";
    private static final String CLUSTERS = "{'clusterArns':VALUE}";
    private static final String COUNT =
            "{'serviceDeployments':[{'targetServiceRevision':{'requestedTaskCount':VALUE}}]}";
    private static final String WEIGHT =
            "{'serviceDeployments':[{'targetServiceRevision':{'requestedProductionTrafficWeight':VALUE}}]}";
    private static final String SWITCH =
            "{'serviceDeployments':[{'deploymentConfiguration':{'alarms':{'enable':VALUE}}}]}";
    private static final String STAGES =
            "{'serviceDeployments':[{'deploymentConfiguration':{'lifecycleHooks':[{'lifecycleStages':VALUE}]}}]}";
    private static final String DOCUMENT =
            "{'serviceDeployments':[{'deploymentConfiguration':{'lifecycleHooks':[{'hookDetails':VALUE}]}}]}";
    private static final String OPTIONS =
            "{'services':[{'deployments':[{'serviceConnectConfiguration':{'logConfiguration':{'options':VALUE}}}]}]}";

    private static final Seen REASON_SEEN = ofRow(ServiceDeploymentBrief::statusReason);
    private static final Seen CREATED_SEEN = ofRow(ServiceDeploymentBrief::createdAt);
    private static final Seen STATUS_SEEN = ofRow(ServiceDeploymentBrief::statusAsString);
    private static final Seen CLUSTERS_SEEN =
            reader -> reader.deployments().clusters().collectList().block();
    private static final Seen WEIGHT_SEEN =
            ofDeployment(each -> each.targetServiceRevision().requestedProductionTrafficWeight());

    private static final Seen STAGES_SEEN = ofDeployment(
            each -> each.deploymentConfiguration().lifecycleHooks().get(0).lifecycleStagesAsStrings());
    private static final Seen DOCUMENT_SEEN = ofDeployment(
            each -> each.deploymentConfiguration().lifecycleHooks().get(0).hookDetails());
    private static final Seen OPTIONS_SEEN = ofService(each -> each.deployments()
            .get(0)
            .serviceConnectConfiguration()
            .logConfiguration()
            .options());

    /** No number of ECS's is a float. */
    static final Set<String> NOWHERE = Set.of("floatValue");

    static final List<AnswerPlace> ALL = List.of(
            place("String", REASON, REASON_SEEN),
            place("Timestamp", CREATED, CREATED_SEEN),
            place("datetime", CREATED, CREATED_SEEN),
            place("fooEnum1", STATUS, STATUS_SEEN),
            place("fooEnum2", STATUS, STATUS_SEEN),
            place("fooEnum3", STATUS, STATUS_SEEN),
            place("fooEnumList", STAGES, STAGES_SEEN),
            place("fooEnumSet", STAGES, STAGES_SEEN),
            place("fooEnumMap", OPTIONS, OPTIONS_SEEN),
            place("fooEnumMap", DOCUMENT, DOCUMENT_SEEN),
            place("MapOfStrings", OPTIONS, OPTIONS_SEEN),
            place("MapOfStrings", DOCUMENT, DOCUMENT_SEEN),
            place("sparseStringMap", OPTIONS, OPTIONS_SEEN),
            place("sparseStringMap", DOCUMENT, DOCUMENT_SEEN),
            place("MapOfListsOfStrings", DOCUMENT, DOCUMENT_SEEN),
            place("MapOfMaps", DOCUMENT, DOCUMENT_SEEN),
            place("MapOfStructs", DOCUMENT, DOCUMENT_SEEN),
            place("ListOfMapsOfStrings", DOCUMENT, DOCUMENT_SEEN),
            place("ListOfLists", DOCUMENT, DOCUMENT_SEEN),
            place("RecursiveList", DOCUMENT, DOCUMENT_SEEN),
            place("RecursiveMap", DOCUMENT, DOCUMENT_SEEN),
            place("string", REASON, REASON_SEEN),
            place("string", CREATED, CREATED_SEEN),
            place("string", STATUS, STATUS_SEEN),
            place("string", "{'serviceDeployments':[{}],'nextToken':VALUE}", STATUS_SEEN),
            place("string", ROWS, reader -> Seen.rows(reader.deployments()).stream()
                    .findFirst()
                    .orElse(null)),
            place(
                    "ListOfStructs",
                    ROWS,
                    Map.of("Value", "serviceDeploymentArn"),
                    reader -> Seen.rows(reader.deployments()).stream()
                            .map(row -> Map.of("Value", row.serviceDeploymentArn()))
                            .toList()),
            place("ListOfStrings", CLUSTERS, CLUSTERS_SEEN),
            place("sparseStringList", CLUSTERS, CLUSTERS_SEEN),
            place("sparseStringList", ROWS, reader -> Seen.rows(reader.deployments())),
            place("Integer", COUNT, ofDeployment(each -> each.targetServiceRevision()
                    .requestedTaskCount())),
            place("Double", WEIGHT, WEIGHT_SEEN),
            place("doubleValue", WEIGHT, WEIGHT_SEEN),
            place("Boolean", SWITCH, ofDeployment(each -> each.deploymentConfiguration()
                    .alarms()
                    .enable())),
            place("inlineDocument", DOCUMENT, DOCUMENT_SEEN),
            place(
                    "contents",
                    "{'serviceDeployments':[VALUE]}",
                    Map.of("structureValue", "rollback", "hi", "reason"),
                    ofDeployment(each -> Map.of(
                            "structureValue", Map.of("hi", each.rollback().reason())))));

    private AnswerPlaces() {}

    static Stream<AnswerPlace> of(ProtocolCase replayed) {
        return ALL.stream().filter(place -> place.fits(replayed));
    }

    private static AnswerPlace place(String member, String answer, Seen seen) {
        return place(member, answer, Map.of(), seen);
    }

    private static AnswerPlace place(String member, String answer, Map<String, String> names, Seen seen) {
        return new AnswerPlace(member, new Template(answer), names, seen);
    }
}
