package dev.deployflux.demo;

import dev.deployflux.ScanProgress;
import dev.deployflux.ServiceRef;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What is known of one service's scan. Written where its pages arrive, without a lock, and read by any thread. */
final class ServiceScan {

    private final ServiceRef service;
    private final AtomicLong rollbacks = new AtomicLong();
    private volatile ScanProgress progress = new ScanProgress(0, 0, 0);
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    ServiceScan(ServiceRef service) {
        this.service = service;
    }

    ServiceRef service() {
        return service;
    }

    void progressed(ScanProgress made) {
        progress = made;
    }

    void found(ServiceDeploymentBrief row) {
        if (row.status() == ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL
                || row.status() == ServiceDeploymentStatus.ROLLBACK_FAILED) {
            rollbacks.incrementAndGet();
        }
    }

    void completed() {
        over = true;
    }

    void failed(Throwable error) {
        failure = error;
        over = true;
    }

    boolean isOver() {
        return over;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** From 0 to 1; a scan that failed is over, too. */
    double share() {
        return over ? 1 : progress.share();
    }

    long pages() {
        return progress.pages();
    }

    long rows() {
        return progress.rows();
    }

    /** How many deployments ended in a rollback, also in one that failed. */
    long rollbacks() {
        return rollbacks.get();
    }
}
