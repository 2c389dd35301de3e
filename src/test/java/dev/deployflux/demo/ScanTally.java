package dev.deployflux.demo;

import dev.deployflux.ServiceRef;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The scans of all services, as they become known. Written without a lock, and summed up by who reads it. */
final class ScanTally {

    private final Queue<ServiceScan> scans = new ConcurrentLinkedQueue<>();
    private volatile boolean complete;
    private volatile @Nullable Throwable discoveryFailure;

    ServiceScan found(ServiceRef service) {
        ServiceScan scan = new ServiceScan(service);
        scans.add(scan);
        return scan;
    }

    void foundAll() {
        complete = true;
    }

    /** Some clusters, or all, could not be asked for their services. */
    void discoveryFailed(Throwable error) {
        discoveryFailure = error;
        complete = true;
    }

    /** Whether all services are known that ever will be. */
    boolean isComplete() {
        return complete;
    }

    @Nullable
    Throwable discoveryFailure() {
        return discoveryFailure;
    }

    List<ServiceScan> scans() {
        return List.copyOf(scans);
    }

    /** The sum over the services known. */
    long sum(ToLongFunction<ServiceScan> number) {
        return scans.stream().mapToLong(number).sum();
    }

    long over() {
        return sum(scan -> scan.isOver() ? 1 : 0);
    }

    /** From 0 to 1, each service for the same; falls while further services become known. */
    double share() {
        return scans.stream().mapToDouble(ServiceScan::share).average().orElse(0);
    }
}
