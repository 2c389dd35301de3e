package dev.deployflux.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers with something else than the operation said. */
final class AnswerFault extends Fault {

    private static final String SERVICES = "services";

    private static final List<String> LISTS =
            List.of("serviceDeployments", "serviceArns", "clusterArns", SERVICES, "serviceRevisions");

    private static final List<String> LISTS_OF_SERVICE =
            List.of("deployments", "taskSets", "events", "currentServiceRevisions");

    private static final List<String> ARNS = List.of("serviceDeploymentArn", "serviceRevisionArn", "serviceArn");

    private final String name;
    private final AnswerAlteration alteration;

    AnswerFault(String name, AnswerAlteration alteration) {
        this.name = name;
        this.alteration = alteration;
    }

    static AnswerFault withStatus(String status) {
        return onList("unknownStatus(" + status + ")", (response, list) -> {
            for (JsonNode row : response.path(list)) {
                if (row instanceof ObjectNode object) {
                    object.put("status", status);
                }
            }
        });
    }

    static AnswerFault withStages(String name, UnaryOperator<String> rename) {
        return onList(name, (response, list) -> {
            for (JsonNode row : response.path(list)) {
                if (row instanceof ObjectNode object && object.has("lifecycleStage")) {
                    object.put(
                            "lifecycleStage",
                            rename.apply(object.path("lifecycleStage").asString()));
                }
            }
        });
    }

    static AnswerFault withFailures(String reason, List<String> arns) {
        return onList("failures(" + reason + ", " + arns + ")", (response, list) -> {
            if (!(response.path("failures") instanceof ArrayNode failures)) {
                return; // only what is described has failures
            }
            List<JsonNode> rows = List.copyOf(response.path(list).values());
            ArrayNode others = response.putArray(list);
            for (JsonNode row : rows) {
                String arn = arn(row);
                if (arns.contains(arn)) {
                    failures.addObject().put("arn", arn).put("reason", reason);
                } else {
                    others.add(row);
                }
            }
        });
    }

    /** The row's own: a deployment has that of its service too. */
    private static String arn(JsonNode row) {
        return ARNS.stream()
                .filter(row::has)
                .findFirst()
                .map(name -> row.path(name).asString())
                .orElse("");
    }

    static AnswerFault withBlankToken(String blank) {
        if (!blank.isBlank()) {
            throw new IllegalArgumentException(
                    "A blank token is empty or white space, not '%s'; use Fault.altered for other texts"
                            .formatted(blank));
        }
        return new AnswerFault("blankToken", (request, response) -> response.put("nextToken", blank));
    }

    static AnswerFault withTokenOfRequest() {
        return new AnswerFault("repeatedToken", (request, response) -> {
            if (request.path("nextToken").isString()) {
                response.set("nextToken", request.path("nextToken"));
            }
        });
    }

    static AnswerFault shuffled(long seed) {
        return onList("reorderedRows(" + seed + ")", (response, list) -> {
            List<JsonNode> rows = new ArrayList<>(response.path(list).values());
            Collections.shuffle(rows, new Random(seed));
            response.putArray(list).addAll(rows);
        });
    }

    static AnswerFault withNullRows() {
        return onList("nullRows", (response, list) -> {
            if (list.equals(SERVICES)) {
                ofServices(response, AnswerFault::addNulls);
            }
            addNulls(response, list);
        });
    }

    private static void addNulls(ObjectNode object, String list) {
        List<JsonNode> rows = List.copyOf(object.path(list).values());
        ArrayNode withNulls = object.putArray(list);
        rows.forEach(row -> withNulls.addNull().add(row));
    }

    /** Changes the lists that each service has. */
    private static void ofServices(ObjectNode response, BiConsumer<ObjectNode, String> change) {
        for (JsonNode row : response.path(SERVICES)) {
            if (row instanceof ObjectNode service) {
                LISTS_OF_SERVICE.stream().filter(service::has).forEach(list -> change.accept(service, list));
            }
        }
    }

    static AnswerFault withNullList() {
        return onList("nullList", (response, list) -> response.putNull(list));
    }

    static AnswerFault withoutList() {
        return onList("absentList", (response, list) -> response.remove(list));
    }

    @Override
    AnswerAlteration alteration() {
        return alteration;
    }

    @Override
    public String toString() {
        return name;
    }

    private static AnswerFault onList(String name, BiConsumer<ObjectNode, String> change) {
        return new AnswerFault(
                name, (request, response) -> lists(response).forEach(list -> change.accept(response, list)));
    }

    private static Stream<String> lists(ObjectNode response) {
        return LISTS.stream().filter(response::has);
    }
}
