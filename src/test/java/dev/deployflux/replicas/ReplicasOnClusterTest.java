package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.redis.RedisCluster;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import org.junit.jupiter.api.Test;

/** Two replicas on a Redis Cluster of three nodes, while the slot that they share moves, or the node that has it dies. */
@RedisTest
class ReplicasOnClusterTest {

    private static final String LOG = TwoReplicas.LOG;

    @Test
    void aSlotThatMovesWhileBothListenAndOnePollsCostsNothing() {
        try (RedisCluster cluster = RedisCluster.start(3);
                TwoReplicas replicas =
                        TwoReplicas.onCluster(cluster.stranger(LOG).uri())) {
            String before = replicas.deployToTheEnd();
            long resets = replicas.resets();
            RedisServer from = cluster.owner(LOG);
            RedisServer to = cluster.stranger(LOG);

            String[] midway = new String[1];
            cluster.move(LOG, to, () -> midway[0] = replicas.deploy());
            replicas.awaitEnd(midway[0]);
            String there = replicas.deployToTheEnd();
            cluster.move(LOG, from);
            String back = replicas.deployToTheEnd();

            replicas.awaitHealed();
            assertThat(replicas.resets()).isEqualTo(resets);
            replicas.judge(cluster.owner(LOG), before, midway[0], there, back);
        }
    }

    @Test
    void aNodeThatDiesIsFollowedByItsReplica() {
        try (RedisCluster cluster = RedisCluster.start(3);
                TwoReplicas replicas =
                        TwoReplicas.onCluster(cluster.stranger(LOG).uri())) {
            RedisServer owner = cluster.owner(LOG);
            RedisServer replica = cluster.follow(owner);
            String before = replicas.deployToTheEnd();

            owner.kill();
            String meanwhile = replicas.deploy();
            replica.ask("CLUSTER", "FAILOVER", "TAKEOVER");

            replicas.awaitEnd(meanwhile);
            replicas.awaitHealed();
            Eventually.holds(() -> replicas.polling() == 1);
            String later = replicas.deployToTheEnd();
            replicas.judge(replica, before, meanwhile, later);
        }
    }
}
