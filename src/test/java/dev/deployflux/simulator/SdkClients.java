package dev.deployflux.simulator;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;

/**
 * The SDK clients of one simulator. They share event loops that end with the simulator: a client that owns its loops
 * takes more than two seconds to close.
 */
final class SdkClients {

    /** Of a simulator that looks at no signature. */
    static final AwsCredentials ANYBODY = AwsBasicCredentials.create("simulator", "simulator");

    private static final int EVENT_LOOPS = 2;
    // A closing pool of the SDK hands the loops a last task, which one that stops at once would refuse, loudly.
    private static final long CLOSE_QUIET_MILLIS = 500;
    private static final long CLOSE_TIMEOUT_MILLIS = 5_000;

    private final URI endpoint;
    private final String region;
    private final AwsCredentials credentials;
    private @Nullable EventLoopGroup loops;
    private @Nullable EcsAsyncClient client;
    private boolean closed;

    SdkClients(URI endpoint, String region, AwsCredentials credentials) {
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
    }

    synchronized EcsAsyncClient shared() {
        if (client == null) {
            client = builder().build();
        }
        return client;
    }

    synchronized EcsAsyncClientBuilder builder() {
        return EcsAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().eventLoopGroup(SdkEventLoopGroup.create(loops())));
    }

    /** The loops end a moment later: to wait for their quiet period would cost each test half a second. */
    synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
        }
        if (loops != null) {
            var unused = loops.shutdownGracefully(CLOSE_QUIET_MILLIS, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    // The SDK accepts no other class of event loops; it makes its own of this one too.
    @SuppressWarnings("deprecation")
    private EventLoopGroup loops() {
        if (closed) {
            throw new IllegalStateException("The simulator is closed: start another");
        }
        if (loops == null) {
            loops = new NioEventLoopGroup(EVENT_LOOPS, SdkClients::thread);
        }
        return loops;
    }

    /**
     * A plain thread, as the SDK's own loops have: BlockHound takes Netty's for threads that never wait, while the SDK
     * waits for a lock now and then, and an error in the middle of that leaves the lock unusable.
     */
    private static Thread thread(Runnable loop) {
        Thread thread = new Thread(loop, "ecs-simulator-client");
        thread.setDaemon(true);
        return thread;
    }
}
