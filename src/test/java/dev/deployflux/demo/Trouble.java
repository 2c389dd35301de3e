package dev.deployflux.demo;

/** What the page's visitors can do to the simulated ECS. */
enum Trouble {
    NONE,
    THROTTLING,
    ERRORS,
    CUTS
}
