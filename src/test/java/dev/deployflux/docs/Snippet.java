package dev.deployflux.docs;

/** The guides' blocks of Java, each told by words that it alone contains. */
enum Snippet {
    FIRST_FLUX("Flux<ServiceDeploymentBrief> rollbacks"),
    ROLLING_OUT("Flux<ServiceDeploymentBrief> rollingOut"),
    ATTENTION("Flux<DeploymentEvent> needsAttention"),
    DEPLOYED("Mono<Boolean> deployed"),
    ANY_CALL("Flux<DaemonDeploymentSummary> daemons"),
    RESUMING("Flux<ServiceDeploymentBrief> rest"),
    MANY("Flux<ServiceDeploymentBrief> underWay"),
    STAGES("Flux<String> stages"),
    REGIONS("Flux<ServiceDeploymentBrief> everywhere"),
    NEWS("Flux<ServiceDeploymentBrief> news"),
    SCAN("Mono<Long> rollbacks"),
    WATCH("Flux<String> alarms"),
    FEED("Flux<DeploymentEvent> dashboard"),
    LOG("Flux<FeedEntry> entries"),
    REPLICAS("Flux<FeedEntry> rest"),
    CONSUMER("Mono<Void> end"),
    HINTS("Flux<ServiceRef> hints"),
    SSE("RouterFunction<ServerResponse> routes"),
    OUTCOME("Mono<String> verdict"),
    STAGE_OR_PAUSE("Mono<AwaitedAction> pause"),
    CONTINUE("Function<AwaitedAction, Mono<ContinueServiceDeploymentResponse>> go"),
    METERS("new FeedMeters(feed)"),
    VALIDATOR("HistoryValidator.of"),
    OPTIONS("ServiceDeployments patient"),
    PACED("ServiceDeployments paced"),
    BOOT("watcher.clock(simulator.clock())"),
    SIMULATOR("Fault.resetWithinBody()"),
    PAUSED("ServiceDeployment paused");

    private final String marker;

    Snippet(String marker) {
        this.marker = marker;
    }

    boolean isThat(String java) {
        return java.contains(marker);
    }
}
