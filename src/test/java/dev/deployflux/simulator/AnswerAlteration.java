package dev.deployflux.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes an answer before it is written. */
@FunctionalInterface
public interface AnswerAlteration {

    /**
     * Changes {@code response} in place.
     *
     * @param request what the client sent, for reading
     * @param response what it would get
     */
    void alter(JsonNode request, ObjectNode response);
}
