package dev.deployflux.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.Exceptions;

/** What a bulk scan found, as text: a table with a line for each cluster, and what failed. */
final class ScanSummary {

    private final List<ServiceScan> scans;
    private final List<String> failures;

    private ScanSummary(List<ServiceScan> scans, List<String> failures) {
        this.scans = scans;
        this.failures = failures;
    }

    static ScanSummary of(ScanTally tally) {
        List<String> failures = new ArrayList<>();
        for (ServiceScan scan : tally.scans()) {
            Throwable failure = scan.failure();
            if (failure != null) {
                failures.add(scan.service() + ": " + failure.getMessage());
            }
        }
        Throwable discovery = tally.discoveryFailure();
        if (discovery != null) {
            Exceptions.unwrapMultiple(discovery).forEach(error -> failures.add(ofDiscovery(error)));
        }
        return new ScanSummary(tally.scans(), failures);
    }

    /** The library tells which cluster it was in a suppressed exception. */
    private static String ofDiscovery(Throwable error) {
        String what = Stream.of(error.getSuppressed())
                .map(Throwable::getMessage)
                .filter(message -> message != null && message.startsWith("while listing "))
                .map(message -> message.substring("while listing ".length()))
                .findFirst()
                .orElse("the clusters");
        return what + ": " + error.getMessage();
    }

    /** What is missing from the table, each with its reason; empty if nothing is. */
    List<String> failures() {
        return failures;
    }

    String table() {
        Map<String, List<ServiceScan>> clusters = scans.stream()
                .collect(Collectors.groupingBy(scan -> scan.service().cluster(), TreeMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-24s %9s %12s %12s %7s%n",
                "cluster",
                "services",
                "deployments",
                "rolled back",
                "calls"));
        clusters.forEach((cluster, its) -> table.append(line(cluster, its)));
        return table.append(line("all", scans)).toString();
    }

    private static String line(String name, List<ServiceScan> scans) {
        return String.format(
                Locale.ROOT,
                "%-24s %,9d %,12d %,12d %,7d%n",
                name,
                scans.size(),
                scans.stream().mapToLong(ServiceScan::rows).sum(),
                scans.stream().mapToLong(ServiceScan::rollbacks).sum(),
                scans.stream().mapToLong(ServiceScan::pages).sum());
    }
}
