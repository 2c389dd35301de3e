package dev.deployflux.demo;

import dev.deployflux.ScanOptions;
import dev.deployflux.ServiceDeployments;
import reactor.core.publisher.Mono;

/** The whole history of every service of an account, some services at once. */
final class BulkScan {

    /** With 8 slices each, 32 calls at once: fewer than the 50 connections of a client. */
    private static final int SERVICES_AT_ONCE = 4;

    private final ServiceDeployments deployments;

    BulkScan(ServiceDeployments deployments) {
        this.deployments = deployments;
    }

    /** Completes when all are scanned. A service or a cluster that fails is noted, and the others go on. */
    Mono<Void> into(ScanTally tally) {
        return deployments
                .services(deployments.clusters())
                .map(tally::found)
                .doOnComplete(tally::foundAll)
                .onErrorResume(error -> {
                    tally.discoveryFailed(error);
                    return Mono.empty();
                })
                // Looks for services ahead of the scans, so that it is soon known how many there are.
                .onBackpressureBuffer()
                .flatMap(this::scan, SERVICES_AT_ONCE)
                .then();
    }

    private Mono<Void> scan(ServiceScan scan) {
        return deployments
                .scan(
                        r -> r.cluster(scan.service().cluster())
                                .service(scan.service().service()),
                        ScanOptions.builder().progress(scan::progressed).build())
                .doOnNext(scan::found)
                .doOnComplete(scan::completed)
                .onErrorResume(error -> {
                    scan.failed(error);
                    return Mono.empty();
                })
                .then();
    }
}
