package dev.deployflux.crowd;

import dev.deployflux.crowd.ServerProcess.State;
import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.soak.Tally;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Ten thousand clients of one server, both on this machine. First all are quiet, and the server's heap is measured; then there is
 * an event a second, measured after a while; then as many as told leave and come back each second, while events go on. Among them are some that ask for a
 * long snapshot and read nothing of it. Exits with 0 only if the goals are met: p99 of a delivery, bytes of heap a quiet client,
 * no event lost or told twice to anybody, all that stall disconnected, and all resources back at the end.
 *
 * <p>{@code --clients=10000}, {@code --stalled=100} of them, {@code --seconds=60} for each of the two phases, {@code --moves=2000}
 * that leave and come back a second, {@code --seed=7}.
 */
public final class Crowd {

    private static final int MOST_P99_MILLIS = 500;
    private static final long MOST_BYTES_EACH = 12 * 1024;
    private static final int HISTORY = 5_000;
    private static final int CONNECTS_A_SECOND = 1_000;
    private static final int SLICES = 10;
    private static final int MEASURED_QUIET = 30;
    private static final int WARM_UP_SECONDS = 15;
    private static final int SMALLEST_BUFFER = 4 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration ALL_STALLED_ARE_GONE = Duration.ofSeconds(90);
    private static final long SOME_FILES = 20;
    private static final int MOST_FAILURES = 5;
    private static final long SOME_MEGABYTES = 24L << 20;

    /** Netty's pool keeps chunks for the next buffers; the soak finds buffers that are lost. */
    private static final long POOLED = 128L << 20;

    private final Tally tally = new Tally();
    private final Deliveries deliveries = new Deliveries();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Bootstrap bootstrap =
            new Bootstrap().group(loop).channel(NioSocketChannel.class).option(ChannelOption.TCP_NODELAY, true);
    private final List<CrowdClient> clients = new ArrayList<>();
    private final ServerProcess server;
    private final InetSocketAddress address;
    private final Random random;
    private long deployed;

    /** Of the server while all are quiet, in microseconds a second. */
    private long quietCpu;

    private Crowd(ServerProcess server, long seed) {
        this.server = server;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        this.random = new Random(seed);
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        LoggingSystem.get(Crowd.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        ProgramOptions options = ProgramOptions.of(
                arguments,
                Map.of("--clients", 10_000L, "--stalled", 100L, "--seconds", 60L, "--moves", 2_000L, "--seed", 7L));
        int all = Math.toIntExact(options.get("--clients"));
        int stalled = Math.toIntExact(options.get("--stalled"));
        Tally tally;
        try (ServerProcess server = ServerProcess.start(all + stalled, HISTORY)) {
            Crowd crowd = new Crowd(server, options.get("--seed"));
            tally = crowd.play(all - stalled, stalled, options.get("--seconds"), options.get("--moves"));
        }
        System.out.println(tally);
        System.out.println(tally.isClean() ? "All goals are met." : "FAILED.");
        System.exit(tally.isClean() ? 0 : 1);
    }

    private Tally play(int readers, int stalled, long seconds, long moves) throws IOException {
        String from = warmUp();
        State before = server.state();
        long heap = server.heap();
        for (int i = 0; i < readers; i++) {
            clients.add(new CrowdClient(bootstrap, address, deliveries, i, from));
        }
        deployed = 0;
        deliveries.clear();

        comeAll();
        await("all are live", () -> clients.stream().allMatch(CrowdClient::isLive));
        quiet(readers, heap);
        everySecond(WARM_UP_SECONDS, any -> {});
        deliveries.clear();
        List<ChannelFuture> stalling = stall(stalled);
        long cpu = server.state().cpu();
        everySecond(seconds, any -> {});
        cpu = server.state().cpu() - cpu - seconds * quietCpu;
        System.out.println("An event a second to " + readers + " clients: " + deliveries.describe(server.told()) + ", "
                + cpu / seconds / readers + " us of the server's CPU each");
        goal("p99 of a delivery in ms", deliveries.quantile(0.99, server.told()), MOST_P99_MILLIS);
        awaitWithin(
                "those that stall are disconnected",
                ALL_STALLED_ARE_GONE,
                () -> stalling.stream().noneMatch(each -> each.channel().isActive()) || clientsNow() <= readers);
        tally.count("clients that stalled, and were disconnected", stalled - Math.max(0, clientsNow() - readers));
        stalling.forEach(each -> each.channel().close().syncUninterruptibly());

        deliveries.clear();
        everySecond(seconds, slice -> move(moves / SLICES));
        System.out.println(moves + " leave and come back each second: " + deliveries.describe(server.told()));
        await("all are live again", () -> clients.stream().allMatch(CrowdClient::isLive));
        await("all have got each event", () -> clients.stream().allMatch(each -> each.got() >= deployed));
        judge();

        clients.forEach(each -> each.leave().syncUninterruptibly());
        await("nobody is left", () -> clientsNow() == 0);
        returned(before, heap);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        return tally;
    }

    /** One client that comes and goes, so that what is made once is there; returns the id to begin with. */
    private String warmUp() throws IOException {
        server.deploy();
        String none = "none-1"; // an id of no log: a snapshot
        CrowdClient first = new CrowdClient(bootstrap, address, deliveries, 0, none);
        first.come();
        await("the first has all there is", () -> first.isLive() && first.got() > HISTORY);
        first.leave().awaitUninterruptibly();
        await("the first has left", () -> clientsNow() == 0);
        return first.last();
    }

    private void comeAll() {
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).come();
            if (i % (CONNECTS_A_SECOND / SLICES) == 0) {
                pause(TimeUnit.SECONDS.toNanos(1) / SLICES);
            }
        }
    }

    private void quiet(int readers, long heap) throws IOException {
        long cpu = server.state().cpu();
        pause(TimeUnit.SECONDS.toNanos(MEASURED_QUIET));
        State state = server.state();
        quietCpu = (state.cpu() - cpu) / MEASURED_QUIET;
        long each = (server.heap() - heap) / readers;
        System.out.println(readers + " quiet clients: " + each + " bytes of live heap each, " + (state.direct() >> 20)
                + " MB of direct memory in all, " + quietCpu / 1_000 + " ms of CPU a second");
        goal("bytes of heap a quiet client", each, MOST_BYTES_EACH);
    }

    /** Clients that ask for all there is, and read nothing. */
    private List<ChannelFuture> stall(int stalled) {
        Bootstrap deaf = bootstrap
                .clone()
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_RCVBUF, SMALLEST_BUFFER);
        List<ChannelFuture> stalling = new ArrayList<>();
        for (int i = 0; i < stalled; i++) {
            CrowdClient silent = new CrowdClient(deaf, address, new Deliveries(), i, "");
            stalling.add(deaf.clone().handler(silent.initializer()).connect(address));
        }
        return stalling;
    }

    private interface Slice {
        void play(int slice);
    }

    private void everySecond(long seconds, Slice slices) throws IOException {
        long next = System.nanoTime();
        for (int slice = 0; slice < seconds * SLICES; slice++) {
            if (slice % SLICES == 0) {
                server.deploy();
                deployed++;
            }
            slices.play(slice);
            next += TimeUnit.SECONDS.toNanos(1) / SLICES;
            pause(next - System.nanoTime());
        }
        await(
                "the last event has come",
                () -> clients.stream().filter(CrowdClient::isLive).allMatch(each -> each.got() >= deployed));
    }

    private void move(long many) {
        int from = random.nextInt(clients.size());
        for (int i = 0, moved = 0; i < clients.size() && moved < many; i++) {
            CrowdClient mover = clients.get((from + i) % clients.size());
            if (mover.isLive()) { // else it is on its way
                mover.leave().addListener(left -> mover.come());
                tally.count("moves");
                moved++;
            }
        }
    }

    private void judge() {
        long lost = clients.stream().filter(each -> each.got() < deployed).count();
        long twice = clients.stream().filter(each -> each.got() > deployed).count();
        long refused = clients.stream().mapToLong(CrowdClient::refused).sum();
        tally.count("events told", deployed);
        deliveries.failures().stream().limit(MOST_FAILURES).forEach(failure -> tally.violation("a client: " + failure));
        goal("clients that lost an event", lost, 0);
        goal("clients that got an event twice", twice, 0);
        goal("refused connections", refused, 0);
    }

    private void returned(State before, long heap) throws IOException {
        awaitWithin("the files are closed", PATIENCE, () -> state().files() <= before.files() + SOME_FILES);
        State after = server.state();
        goal("bytes of direct memory that stay", after.direct() - before.direct(), POOLED);
        goal("bytes of heap that stay", server.heap() - heap, SOME_MEGABYTES);
    }

    private void goal(String what, long is, long most) {
        tally.count(what, is);
        if (is > most) {
            tally.violation(what + ": " + is + ", which is more than " + most);
        }
    }

    private int clientsNow() {
        return state().clients();
    }

    private State state() {
        try {
            return server.state();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(String what, BooleanSupplier holds) {
        awaitWithin(what, PATIENCE, holds);
    }

    private void awaitWithin(String what, Duration patience, BooleanSupplier holds) {
        long begun = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                tally.violation("not within " + patience.toSeconds() + " s: " + what);
                return;
            }
            pause(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
