package dev.deployflux.soak;

import dev.deployflux.ServiceRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.SignalType;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * Judges the rows of one list, scan or fan-out: each once and true, all that were there when it began, and no others.
 * Safe for use by many threads, since one may cancel while another reads.
 */
final class Reading {

    private final String name;
    private final LiveAccount account;
    private final Tally tally;
    private final Instant began;
    private final Map<ServiceRef, Set<String>> due = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<ServiceDeploymentBrief> rows = new ArrayList<>();
    private long repeated;
    private boolean left;
    private long late;

    Reading(String name, LiveAccount account, Tally tally, List<ServiceRef> services) {
        this.name = name;
        this.account = account;
        this.tally = tally;
        this.began = account.ecs.clock().instant();
        services.forEach(service -> due.put(service, account.listed(service)));
    }

    synchronized void row(ServiceDeploymentBrief row) {
        // one may have been under way on another thread
        if (left && ++late > 1) {
            tally.violation(name + " went on after it was cancelled, with " + row.serviceDeploymentArn());
        }
        rows.add(row);
        if (!seen.add(row.serviceDeploymentArn())) {
            repeated++;
        }
    }

    /** It came to its end, but for these services. */
    synchronized void complete(Set<ServiceRef> failed) {
        tally.count(name + ", complete");
        if (due.size() > 1) {
            tally.count("services that " + name + " read", due.size() - failed.size());
        }
        due.forEach((service, arns) -> {
            if (!failed.contains(service)) {
                arns.removeAll(seen);
                tally.lost(arns.size(), name + " of " + service);
            }
        });
        partial();
    }

    /** Nothing is to come any more. A cancel has been passed on by now, for which doOnCancel would be too early. */
    void over(SignalType end) {
        if (end == SignalType.CANCEL) {
            left();
        }
    }

    synchronized void left() {
        tally.count(name + ", cancelled");
        left = true;
        partial();
    }

    /** It was cancelled or failed: what came has to be right all the same. */
    synchronized void partial() {
        tally.count("rows read", rows.size());
        tally.repeated(repeated, name);
        TrueRows truth = account.truth(due.keySet());
        rows.forEach(row -> truth.fault(row, began).ifPresent(fault -> tally.violation(name + " " + fault)));
    }
}
