package dev.deployflux.build;

import java.lang.reflect.Method;
import java.util.List;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Lettuce takes short locks on whatever thread asks it, and on its event loops. */
public final class LettuceLocks implements BlockHoundIntegration {

    private static final List<String> WITH_LOCKS = List.of(
            "io.lettuce.core.protocol.SharedLock",
            "io.lettuce.core.cluster.PooledClusterConnectionProvider",
            "io.lettuce.core.cluster.models.partitions.Partitions",
            "io.lettuce.core.cluster.topology.Connections");

    @Override
    public void applyTo(BlockHound.Builder builder) {
        for (String name : WITH_LOCKS) {
            try {
                for (Method method : Class.forName(name, false, LettuceLocks.class.getClassLoader())
                        .getDeclaredMethods()) {
                    builder.allowBlockingCallsInside(name, method.getName());
                }
            } catch (ClassNotFoundException e) {
                return; // tests without Lettuce
            }
        }
    }
}
