package dev.deployflux.demo;

import dev.deployflux.ServiceDeployments;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.ExitCodeGenerator;

/** The demo's scan as a command: a bar while it lasts, then a summary, and a status that says whether all of it is there. */
final class ScanRunner implements CommandLineRunner, ExitCodeGenerator, DisposableBean {

    private final BulkScan scan;
    private final ScanTally tally = new ScanTally();
    private volatile CompletableFuture<Void> scanning = CompletableFuture.completedFuture(null);
    private volatile int status;

    ScanRunner(ServiceDeployments deployments) {
        this.scan = new BulkScan(deployments);
    }

    @Override
    public void run(String... args) {
        scanning = scan.into(tally).toFuture();
        try {
            awaitIt();
        } catch (CancellationException ctrlC) {
            status = 130; // as shells have it
            return;
        }
        report(ScanSummary.of(tally));
    }

    private void awaitIt() {
        OptionalInt columns = Screen.columns();
        if (columns.isEmpty()) {
            scanning.join();
            return;
        }
        ScanBar bar = ScanBar.draw(tally, System.err, columns.getAsInt());
        try {
            scanning.join();
        } finally {
            bar.close();
        }
    }

    private void report(ScanSummary summary) {
        System.out.print(summary.table());
        if (!summary.failures().isEmpty()) {
            System.err.println("Not everything could be scanned:");
            summary.failures().forEach(failure -> System.err.println("  " + failure));
            status = 1;
        }
    }

    @Override
    public int getExitCode() {
        return status;
    }

    /** Ends a scan that is under way, when Ctrl-C closes the application. */
    @Override
    public void destroy() {
        scanning.cancel(true);
    }
}
