package dev.deployflux.simulator;

import java.time.Duration;

/** How the simulated account behaves, as the builder was told. */
record SimulatorSettings(
        SimulatorClock clock,
        Arns arns,
        Duration tokenLifetime,
        RowOrder rowOrder,
        WindowEdges windowEdges,
        boolean trailingEmptyPage,
        ServiceDescriptions descriptions) {}
