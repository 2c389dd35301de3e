package dev.deployflux.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** API calls in so many queries. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class ApiCalls {
    public long calls;
    public long queries;

    void add(long made) {
        calls += made;
        queries++;
    }
}
