package dev.deployflux.simulator;

import tools.jackson.databind.node.ObjectNode;

/** Answers one operation, or refuses by an {@link EcsRefusal}. Called on the event loop: it must not block. */
interface OperationHandler {

    ObjectNode answer(Input input, Conditions conditions);
}
