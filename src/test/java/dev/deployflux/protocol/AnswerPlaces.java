package dev.deployflux.protocol;

import static dev.deployflux.protocol.Seen.ofDeployment;
import static dev.deployflux.protocol.Seen.ofRow;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Where Smithy's members go in ECS's answers: into a row of the list, and what a row hasn't into a description. */
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
    private static final String DOCUMENT =
            "{'serviceDeployments':[{'deploymentConfiguration':{'lifecycleHooks':[{'hookDetails':VALUE}]}}]}";

    private static final Seen REASON_SEEN = ofRow(ServiceDeploymentBrief::statusReason);
    private static final Seen CREATED_SEEN = ofRow(ServiceDeploymentBrief::createdAt);
    private static final Seen STATUS_SEEN = ofRow(ServiceDeploymentBrief::statusAsString);
    private static final Seen CLUSTERS_SEEN =
            deployments -> deployments.clusters().collectList().block();
    private static final Seen WEIGHT_SEEN =
            ofDeployment(each -> each.targetServiceRevision().requestedProductionTrafficWeight());

    private static final List<AnswerPlace> ALL = List.of(
            place("String", REASON, REASON_SEEN),
            place("Timestamp", CREATED, CREATED_SEEN),
            place("datetime", CREATED, CREATED_SEEN),
            place("fooEnum1", STATUS, STATUS_SEEN),
            place("fooEnum2", STATUS, STATUS_SEEN),
            place("fooEnum3", STATUS, STATUS_SEEN),
            place("string", REASON, REASON_SEEN),
            place("string", CREATED, CREATED_SEEN),
            place("string", STATUS, STATUS_SEEN),
            place("string", "{'serviceDeployments':[{}],'nextToken':VALUE}", STATUS_SEEN),
            place("string", ROWS, deployments -> Seen.rows(deployments).stream()
                    .findFirst()
                    .orElse(null)),
            place(
                    "ListOfStructs",
                    ROWS,
                    Map.of("Value", "serviceDeploymentArn"),
                    deployments -> Seen.rows(deployments).stream()
                            .map(row -> Map.of("Value", row.serviceDeploymentArn()))
                            .toList()),
            place("ListOfStrings", CLUSTERS, CLUSTERS_SEEN),
            place("sparseStringList", CLUSTERS, CLUSTERS_SEEN),
            place("sparseStringList", ROWS, Seen::rows),
            place("Integer", COUNT, ofDeployment(each -> each.targetServiceRevision()
                    .requestedTaskCount())),
            place("Double", WEIGHT, WEIGHT_SEEN),
            place("doubleValue", WEIGHT, WEIGHT_SEEN),
            place("Boolean", SWITCH, ofDeployment(each -> each.deploymentConfiguration()
                    .alarms()
                    .enable())),
            place("inlineDocument", DOCUMENT, ofDeployment(each -> each.deploymentConfiguration()
                    .lifecycleHooks()
                    .get(0)
                    .hookDetails())),
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
